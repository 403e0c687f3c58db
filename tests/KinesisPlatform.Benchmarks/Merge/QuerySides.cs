using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Benchmarks.Merge;

/// <summary>One query over the typed column of merged files, over the same computed from small ones, and over JSON as queries had it before.</summary>
internal sealed class QuerySides : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;
    private readonly MergeFiles _files;

    /// <param name="used">What the queries name of <c>fields</c>: no more is read or computed.</param>
    public QuerySides(MergeFiles files, IReadOnlyCollection<string> used)
    {
        _files = files;
        _connection = _database.Connect();
        _connection.Execute("SET threads = 1; SET TimeZone = 'UTC'");
        Narrowed = files.Fields!.Narrow([.. used.Select(name => (string[])[name])]);
        _connection.Register(new PayloadFieldsFunction("payload_fields", Narrowed));
    }

    public long FileBytes => Bytes("true");

    public long UsedBytes => Bytes($"path_in_schema IN ({string.Join(", ", Narrowed.Leaves.Select(leaf => $"'fields, {leaf.Name}'"))})");

    private PayloadFields Narrowed { get; }

    /// <param name="typed">Over <c>fields</c> of table <c>t</c>; both must give the same.</param>
    /// <param name="untyped">Over its <c>json</c>.</param>
    public IReadOnlyList<Side> Sides(string typed, string untyped)
    {
        var (merged, computed, json) = (DataFileSql.Select(_files.After, Narrowed, [.. _files.Fields!.Leaves.Select(leaf => leaf.Id)], []), $"SELECT payload_fields(data) AS fields FROM {DataFileSql.Scan(_files.Before)}",
            $"SELECT TRY_CAST(TRY(decode(data)) AS JSON) AS json FROM {DataFileSql.Scan(_files.Before)}");
        var expected = Run(untyped, json);
        Side Of(string name, string sql, string from) => new(name, _ => Task.FromResult(Measure(sql, from, expected)));
        return [Of("fields, merged", typed, merged), Of("fields, not merged", typed, computed), Of("json, not merged", untyped, json)];
    }

    private long Bytes(string condition) =>
        (long)_connection.Scalar($"SELECT coalesce(sum(total_compressed_size), 0)::BIGINT FROM parquet_metadata([{string.Join(", ", _files.After.Select(path => $"'{path}'"))}]) WHERE {condition}")!;

    private string Run(string sql, string from) => (string)_connection.Scalar($"SELECT string_agg(r::VARCHAR, '' ORDER BY r) FROM ({sql.Replace("FROM t", $"FROM ({from})", StringComparison.Ordinal)}) r")!;

    private Sample Measure(string sql, string from, string expected)
    {
        var (usage, passes) = (ProcessUsage.Start(), 0);
        do
        {
            if (Run(sql, from) != expected) throw new InvalidOperationException("Two ways to ask the same gave different answers.");
            passes++;
        }
        while (usage.Cpu < ProcessUsage.SampleCpuMin);
        return new(usage.Cpu.TotalMilliseconds / passes, null);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Rules;

/// <summary>
/// Streams of which a key sees a part. Worlds differ in what the key must not see: the records that its row filter leaves out, their values and their number, the values under its masks,
/// and whether the stream <c>payroll</c> exists. Whatever tells two worlds apart tells what is hidden.
/// </summary>
internal sealed partial class RuleWorld : IAsyncDisposable
{
    /// <summary>All hidden values of all worlds have one of these in them.</summary>
    public static readonly string[] HiddenWords = ["secret", "card-", "alice", "anton", "payday"];

    private const int RecordCount = 24;

    private readonly SqlHost _host = new(new HourStart(),
        ("WorkerThreads", "1"),
        // Only what is needed of a file is there.
        ("WholeFetchBytesMax", "0"), ("FetchGapBytesMax", "0"),
        ("Access:Keys:0:Id", "tenant"), ("Access:Keys:0:Verifier", ScramVerifier.Create("password").ToString()),
        ("Access:Keys:0:Streams:0:Name", "events"),
        ("Access:Keys:0:Streams:0:Where", "json->>'$.tenant' = 'a'"),
        ("Access:Keys:0:Streams:0:Masks:partition_key", "left(partition_key, 1)"),
        ("Access:Keys:0:Streams:0:Masks:json", "json_merge_patch(json, '{\"card\": null}') -- no cards"),
        ("Access:Keys:0:Streams:1:Name", "orders"),
        ("Access:Keys:0:Streams:1:Masks:data", "encode('{\"n\":' || (json->>'$.n') || '}')"),
        ("Access:Keys:0:Streams:1:Masks:partition_key", "NULL"));

    private readonly bool _isOther;

    private RuleWorld(bool isOther) => _isOther = isOther;

    public SqlHost Host => _host;

    public StreamAccess Tenant => _host.Get<AccessKeys>().Find("tenant")!;

    public static async Task<RuleWorld> CreateAsync(bool isOther)
    {
        var world = new RuleWorld(isOther);
        await world.FillAsync();
        return world;
    }

    /// <summary>Everything that the key is told, as text: columns, rows in any order, numbers about the query, or the error.</summary>
    public async Task<string> AskAsync(string sql, params object?[] parameters)
    {
        var told = new StringBuilder();
        try
        {
            await using var result = await _host.Engine.ExecuteAsync(new(sql) { Parameters = parameters, Access = Tenant, Timeout = TimeSpan.FromMinutes(5) }, default);
            told.AppendJoin(", ", result.Columns.Select(column => $"{column.Name} {column.Type}")).AppendLine();
            var rows = new List<string>();
            await foreach (var batch in result.Batches) rows.AddRange(batch.Select(row => string.Join(" | ", row.Select(Text))));
            told.AppendJoin('\n', rows.Order(StringComparer.Ordinal)).AppendLine();
            foreach (var table in result.Stats.Tables.Where(table => table.Stream.Value == "events"))
                told.AppendLine(CultureInfo.InvariantCulture, $"{table with { LiveUpTo = null }}, {result.Stats.FetchedBytes} fetched");
        }
        catch (PlatformException exception)
        {
            told.AppendLine(CultureInfo.InvariantCulture, $"{exception.Kind}: {OldestSnapshot().Replace(exception.Message, "")}");
        }
        return told.ToString();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Random, and the time of a commit.</summary>
    [GeneratedRegex("oldest available is .*")]
    private static partial Regex OldestSnapshot();

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        object?[] list => $"[{string.Join(", ", list.Select(Text))}]",
        QueryStruct row => $"{{{string.Join(", ", row.Members.Select(member => $"{member.Key}: {Text(member.Value)}"))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A third of it merged, with typed fields, a third archived, a third live.</summary>
    private async Task FillAsync()
    {
        _host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        foreach (var stream in (string[])["events", "orders", _isOther ? "elsewhere" : "payroll"]) _host.Streams.Create(stream, 1);
        for (var i = 0; i < RecordCount; i++)
        {
            Put(i);
            if (i is 3 or 7) await ArchiveAsync();
            if (i == 7) await MergeAsync();
            if (i == 15) await ArchiveAsync();
        }
    }

    private void Put(int i)
    {
        var visible = _isOther ? "anton" : "alice";
        // As long in both worlds or not: what is hidden may have any length.
        var card = _isOther ? $"card-{i * 7919 % 1000}" : $"card-{i}";
        _host.Streams.Put("events", $"{visible}-{i}", $$"""{"tenant":"a","n":{{i}},"card":"{{card}}","deep":{"x":{{i}} } }""");
        _host.Streams.Put("orders", $"{visible}-{i}", $$"""{"n":{{i}},"card":"{{card}}"}""");
        // A hidden record in one world, nothing or another one in the other; where there is none, something else takes the sequence number.
        var secret = _isOther ? $"b-other-secret-{i}" : $"z-secret-{i}";
        var isThere = !_isOther || i % 2 == 0;
        _host.Streams.Put(isThere ? "events" : "elsewhere", secret, $$"""{"tenant":"b","n":{{(_isOther ? i * 1000 : -i)}},"card":"{{secret}}","deep":{"x":{{(_isOther ? 5 : 0)}} } }""");
        _host.Streams.Put(_isOther ? "elsewhere" : "payroll", $"payday-{i}", $$"""{"salary":{{i}},"name":"payday secret"}""");
    }

    private async Task ArchiveAsync()
    {
        await _host.Archiver.ArchiveAsync("events");
        await _host.Archiver.ArchiveAsync("orders");
        if (!_isOther) await _host.Archiver.ArchiveAsync("payroll");
    }

    private async Task MergeAsync()
    {
        foreach (var stream in (string[])["events", "orders"])
        {
            var table = (await _host.Get<IArchiveCatalog>().OpenAsync(new(stream), default))!;
            Assert.Equal(1, (await _host.Get<ITableMerger>().MergeAsync(table, 128 << 20, default)).MergeCount);
        }
    }
}

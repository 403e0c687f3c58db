using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Scans;

/// <summary>The SQL of a scan over the view <see cref="WhereProbe.TableName"/>. Everything but the condition, which the gate has checked, is a parameter.</summary>
internal sealed class ScanStatement
{
    // Sequence numbers are decimal without leading zeros: by length, then as text, they sort as numbers.
    private const string Place = "row(length(sequence_number), sequence_number, sub_sequence_number)";
    private const string Order = "shard_id, length(sequence_number), sequence_number, sub_sequence_number";

    private readonly List<object?> _parameters = [];

    private ScanStatement(SqlText text) => Text = text;

    private ScanStatement(ArchiveScan scan, bool isCount)
    {
        var bounds = Bounds(scan);
        var late = Late(scan);
        var where = scan.Where is { } condition ? $"(\n{condition}\n)" : null;
        var early = scan.LastPerKey && !scan.FilterFirst ? null : where;
        if (early is null && where is not null) late.Add(where);
        else if (early is not null) bounds.Add(early);

        var sql = new StringBuilder();
        if (scan.LastPerKey)
        {
            // The keys' places first, without the payloads: the survivors' payloads are read in a second pass.
            sql.Append($"WITH bounded AS NOT MATERIALIZED (SELECT *, {Place} AS _place FROM {WhereProbe.TableName}{Conjunction(bounds)}), ");
            sql.Append("last AS (SELECT partition_key, max(_place) AS _place FROM bounded GROUP BY partition_key) ");
            sql.Append($"SELECT {(isCount ? "count(*)" : ArchiveColumns.SqlList)} FROM bounded SEMI JOIN last USING (partition_key, _place){Conjunction(late)}");
        }
        else
        {
            sql.Append($"SELECT {(isCount ? "count(*)" : ArchiveColumns.SqlList)} FROM {WhereProbe.TableName}{Conjunction([.. bounds, .. late])}");
        }
        if (!isCount) sql.Append($" ORDER BY {Order}");
        var text = sql.ToString();
        var before = where is null ? 0 : text[..text.IndexOf(where, StringComparison.Ordinal)].Count(character => character == '\n') + 1;
        Text = new(text, before);
    }

    public SqlText Text { get; }

    public IReadOnlyList<object?> Parameters => _parameters;

    public static ScanStatement Rows(ArchiveScan scan) => new(scan, isCount: false);

    public static ScanStatement Count(ArchiveScan scan) => new(scan, isCount: true);

    public static ScanStatement Probe(string where) => new(WhereProbe.Statement(where));

    private static string Conjunction(List<string> conditions) => conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";

    /// <summary>What decides which records there are at all.</summary>
    private List<string> Bounds(ArchiveScan scan)
    {
        var bounds = new List<string>();
        if (scan.From is { } from) bounds.Add($"arrived_at >= {Parameter(from)}");
        if (scan.To is { } to) bounds.Add($"arrived_at < {Parameter(to)}");
        if (scan.ExcludeReplayed) bounds.Add("NOT coalesce(json_exists(json, '$._replay'), false)");
        return bounds;
    }

    /// <summary>What selects among them, once the last record per key is known.</summary>
    private List<string> Late(ArchiveScan scan)
    {
        var late = new List<string>();
        if (scan.ShardId is { } shard) late.Add($"shard_id = {Parameter(shard.Value)}");
        if (scan.After is { } after)
        {
            var (shardId, sequence, sub) = (Parameter(after.ShardId.Value), Parameter(after.SequenceNumber.ToString()), Parameter(after.SubSequenceNumber));
            late.Add($"(shard_id > {shardId} OR (shard_id = {shardId} AND {Place} > row(length({sequence}::VARCHAR), {sequence}::VARCHAR, {sub}::INTEGER)))");
        }
        return late;
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }
}

using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Scans;

/// <summary>The SQL of a scan over the view <see cref="WhereProbe.TableName"/>. Everything but the condition and the expressions, which the gate has checked, is a parameter.</summary>
internal sealed class ScanStatement
{
    // Sequence numbers are decimal without leading zeros: by length, then as text, they sort as numbers.
    private const string Place = "row(length(sequence_number), sequence_number, sub_sequence_number)";
    private const string PlaceByArrival = "row(arrived_at, length(sequence_number), sequence_number, sub_sequence_number, shard_id)";
    private const string Order = "shard_id, length(sequence_number), sequence_number, sub_sequence_number";

    // A consumer takes an empty payload, or JSON null, for a deletion; so does what a replay has made of one.
    private const string IsTombstone =
        "(octet_length(data) = 0 OR coalesce(json_type(json) = 'NULL' OR ((json->>'$._replay.encoding') = 'base64' AND (json->>'$.data') IN ('', 'bnVsbA==')), false))";

    private const string IsReplayed = "coalesce(json_type(json, '$._replay.id') = 'VARCHAR' AND json_type(json, '$._replay.seq') = 'VARCHAR', false)";

    private readonly List<object?> _parameters = [];

    private ScanStatement(SqlText text) => Text = text;

    private ScanStatement(ArchiveScan scan, ScanWindow? window, string? aggregates)
    {
        var where = scan.Where is { } condition ? $"(\n{condition}\n)" : null;
        var bounds = Bounds(scan, window);
        if (where is not null && (!scan.LastPerKey || scan.FilterFirst)) bounds.Add(where);
        var late = Late(scan);
        if (where is not null && scan.LastPerKey && !scan.FilterFirst) late.Add(where);

        var sql = new StringBuilder();
        if (scan.LastPerKey) AddLastPerKey(sql, scan, bounds);
        else late.InsertRange(0, bounds);
        sql.Append("SELECT ").Append(aggregates ?? Columns(scan)).Append(" FROM ").Append(scan.LastPerKey ? Survivors(scan) : WhereProbe.TableName).Append(Conjunction(late));
        if (aggregates is null && window is not { IsSorted: true }) sql.Append($" ORDER BY {Order}");
        if (aggregates is null && scan.CountMax is { } count) sql.Append($" LIMIT {Parameter(count)}");
        var text = sql.ToString();
        var before = where is null ? 0 : text[..text.IndexOf(where, StringComparison.Ordinal)].Count(character => character == '\n') + 1;
        Text = new(text, before);
    }

    public SqlText Text { get; }

    public IReadOnlyList<object?> Parameters => _parameters;

    /// <summary>The scan's records in its order.</summary>
    public static ScanStatement Rows(ArchiveScan scan, ScanWindow? window) => new(scan, window, null);

    /// <summary>One row: how many records, and the bytes of their payloads and partition keys.</summary>
    public static ScanStatement Sums(ArchiveScan scan) => new(scan, null, "count(*), CAST(coalesce(sum(octet_length(data) + strlen(partition_key)), 0) AS BIGINT)");

    public static ScanStatement Probe(string where) => new(WhereProbe.Statement(where));

    public static ScanStatement ProbeExpression(string expression) => new(ExpressionProbe.Statement(expression));

    private static string Columns(ArchiveScan scan) => scan.Compute is { } computed ? $"{ArchiveColumns.SqlList}, {ExpressionProbe.AsText(computed)} AS _computed" : ArchiveColumns.SqlList;

    private static string Conjunction(List<string> conditions) => conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";

    // The keys' places first, without the payloads: the survivors' payloads are read in a second pass.
    private static void AddLastPerKey(StringBuilder sql, ArchiveScan scan, List<string> bounds)
    {
        var (place, key) = scan.Key is { } expression ? (PlaceByArrival, ExpressionProbe.AsText(expression)) : (Place, "partition_key");
        sql.Append($"WITH bounded AS NOT MATERIALIZED (SELECT *, {place} AS _place, {key} AS _key FROM {WhereProbe.TableName}{Conjunction(bounds)}), ");
        sql.Append($"last AS (SELECT _key, max(_place) AS _place FROM bounded{(scan.Key is null ? "" : " WHERE _key IS NOT NULL")} GROUP BY _key) ");
    }

    private static string Survivors(ArchiveScan scan) => scan.Key is null
        ? "bounded SEMI JOIN last USING (_key, _place)"
        : "(SELECT * FROM bounded SEMI JOIN last USING (_key, _place) UNION ALL SELECT * FROM bounded WHERE _key IS NULL)";

    /// <summary>What decides which records there are at all.</summary>
    private List<string> Bounds(ArchiveScan scan, ScanWindow? window)
    {
        var bounds = new List<string>();
        if (scan.From is { } from) bounds.Add($"arrived_at >= {Parameter(from)}");
        if (scan.To is { } to) bounds.Add($"arrived_at < {Parameter(to)}");
        if (scan.Sequences is { } sequences) bounds.Add($"({string.Join(" OR ", sequences.Select(Within).DefaultIfEmpty("false"))})");
        if (scan.Only is { } only) bounds.Add($"({string.Join(" OR ", only.Select(Is).DefaultIfEmpty("false"))})");
        if (window?.After is { } after) bounds.Add($"sequence_number > {Parameter(after)}");
        if (window?.UpTo is { } upTo) bounds.Add($"sequence_number <= {Parameter(upTo)}");
        if (scan.ExcludeReplayed) bounds.Add($"NOT {IsReplayed}");
        return bounds;
    }

    private string Within(KeyValuePair<ShardId, SequenceRange> shard)
    {
        var conditions = new List<string> { $"shard_id = {Parameter(shard.Key.Value)}" };
        if (shard.Value.From is { } from) conditions.Add(Compare(">", ">=", from));
        if (shard.Value.To is { } to) conditions.Add(Compare("<", "<", to));
        return $"({string.Join(" AND ", conditions)})";
    }

    private string Is(RecordPosition position) =>
        $"(shard_id = {Parameter(position.ShardId.Value)} AND sequence_number = {Parameter(position.SequenceNumber.ToString())} AND sub_sequence_number = {Parameter(position.SubSequenceNumber)})";

    private string Compare(string lengths, string texts, SequenceNumber number)
    {
        var text = number.ToString();
        return $"(length(sequence_number) {lengths} {text.Length} OR (length(sequence_number) = {text.Length} AND sequence_number {texts} {Parameter(text)}))";
    }

    /// <summary>What selects among them, once the last record per key is known.</summary>
    private List<string> Late(ArchiveScan scan)
    {
        var late = new List<string>();
        if (scan.ShardId is { } shard) late.Add($"shard_id = {Parameter(shard.Value)}");
        if (scan.ExcludeTombstones) late.Add($"NOT {IsTombstone}");
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

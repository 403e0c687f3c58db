using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Scans;

/// <summary>The SQL of a scan over the view <see cref="WhereProbe.TableName"/>. Everything but the condition and the expressions, which the gate has checked, is a parameter.</summary>
internal sealed class ScanStatement
{
    // Sequence numbers are decimal without leading zeros: by length, then as text, they sort as numbers.
    private const string Place = "row(length(sequence_number), sequence_number, sub_sequence_number)";
    private const string Order = "shard_id, length(sequence_number), sequence_number, sub_sequence_number";

    // A consumer takes an empty payload, or JSON null, for a deletion; so does what a replay has made of one.
    private const string IsTombstone =
        "(octet_length(data) = 0 OR coalesce(json_type(json) = 'NULL' OR ((json->>'$._replay.encoding') = 'base64' AND (json->>'$.data') IN ('', 'bnVsbA==')), false))";

    private const string IsReplayed = "coalesce(json_type(json, '$._replay.id') = 'VARCHAR' AND json_type(json, '$._replay.seq') = 'VARCHAR', false)";

    private readonly List<object?> _parameters = [];

    private ScanStatement(SqlText text) => Text = text;

    private ScanStatement(ArchiveScan scan, string columns, string order, bool selects, ScanWindow? window)
    {
        var where = scan.Where is { } condition ? $"(\n{condition}\n)" : null;
        // With the last record per key, what decides which records there are has been asked when that was found.
        var conditions = scan.LastPerKey && selects ? [] : Bounds(scan);
        if (where is not null && (!scan.LastPerKey || selects != scan.FilterFirst)) conditions.Add(where);
        if (selects) AddSelection(conditions, scan, window);
        var text = $"SELECT {columns} FROM {WhereProbe.TableName}{(conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}")}{order}";
        var before = where is null ? 0 : text[..(text.IndexOf(where, StringComparison.Ordinal) is var at and >= 0 ? at : 0)].Count(character => character == '\n') + 1;
        Text = new(text, before);
    }

    public SqlText Text { get; }

    /// <summary>As <see cref="Workers.WorkerPlan.GivesRecords"/>.</summary>
    public bool GivesRecords { get; private init; }

    public IReadOnlyList<object?> Parameters => _parameters;

    /// <summary>The scan's records in its order; with <see cref="ArchiveScan.LastPerKey"/>, of a table that only has those.</summary>
    public static ScanStatement Rows(ArchiveScan scan, ScanWindow window)
    {
        var limit = scan.CountMax is { } count ? $" LIMIT {count.ToString(CultureInfo.InvariantCulture)}" : "";
        return new(scan, Columns(scan), $"{(window.IsSorted ? "" : $" ORDER BY {Order}")}{limit}", selects: true, window) { GivesRecords = true };
    }

    /// <summary>One row: how many records, and the bytes of their payloads and partition keys; of the table that <see cref="Rows"/> reads.</summary>
    public static ScanStatement Sums(ArchiveScan scan) => new(scan, "count(*), CAST(coalesce(sum(octet_length(data) + strlen(partition_key)), 0) AS BIGINT)", "", selects: true, window: null);

    /// <summary>What <see cref="LastRecordSearch"/> reads of a table with places: the records of which the last of each key is to be found.</summary>
    /// <param name="salt">Any text, another for each search: nobody can choose keys that are taken for one.</param>
    public static ScanStatement Keys(ArchiveScan scan, string salt)
    {
        var (key, time) = scan.Key is { } expression ? (ExpressionProbe.AsText(expression), "epoch_us(arrived_at)") : ("partition_key", "0::BIGINT");
        return new(scan, $"_file, _row, md5_number('{salt}' || {key}), {time}, sequence_number, sub_sequence_number, shard_id", "", selects: false, window: null);
    }

    public static ScanStatement Probe(string where) => new(WhereProbe.Statement(where));

    public static ScanStatement ProbeExpression(string expression) => new(ExpressionProbe.Statement(expression));

    private static string Columns(ArchiveScan scan) => scan.Compute is { } computed ? $"{ArchiveColumns.SqlList}, {ExpressionProbe.AsText(computed)} AS _computed" : ArchiveColumns.SqlList;

    /// <summary>What decides which records there are at all.</summary>
    private List<string> Bounds(ArchiveScan scan)
    {
        var bounds = new List<string>();
        if (scan.From is { } from) bounds.Add($"arrived_at >= {Parameter(from)}");
        if (scan.To is { } to) bounds.Add($"arrived_at < {Parameter(to)}");
        if (scan.Sequences is { } sequences) bounds.Add($"({string.Join(" OR ", sequences.Select(Within).DefaultIfEmpty("false"))})");
        if (scan.Only is { } only) bounds.Add($"({string.Join(" OR ", only.Select(Is).DefaultIfEmpty("false"))})");
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
    private void AddSelection(List<string> conditions, ArchiveScan scan, ScanWindow? window)
    {
        if ((window?.ShardId ?? scan.ShardId) is { } shard) conditions.Add($"shard_id = {Parameter(shard.Value)}");
        if (window?.After is { } from) conditions.Add($"sequence_number > {Parameter(from)}");
        if (window?.UpTo is { } upTo) conditions.Add($"sequence_number <= {Parameter(upTo)}");
        if (scan.ExcludeTombstones) conditions.Add($"NOT {IsTombstone}");
        if (scan.After is not { } after) return;
        var (shardId, sequence, sub) = (Parameter(after.ShardId.Value), Parameter(after.SequenceNumber.ToString()), Parameter(after.SubSequenceNumber));
        conditions.Add($"(shard_id > {shardId} OR (shard_id = {shardId} AND {Place} > row(length({sequence}::VARCHAR), {sequence}::VARCHAR, {sub}::INTEGER)))");
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }
}

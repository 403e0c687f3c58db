using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Explain;

/// <summary>What EXPLAIN answers: first what is read of each relation, then the plan; a row for each line, or one of JSON.</summary>
internal static class PlanText
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2000 };

    public static IReadOnlyList<QueryColumn> Columns { get; } = [new("plan", "VARCHAR")];

    public static IReadOnlyList<string> Of(ExplainMode mode, IReadOnlyList<OpenRelation> relations, IReadOnlyList<PlanNode> plan)
    {
        var reads = relations.Select(ReadOf).ToList();
        if (mode.IsJson) return [JsonSerializer.Serialize(new { reads, plan }, Json)];
        var lines = reads.Select(Line).ToList();
        foreach (var node in plan) Add(lines, node, 0, mode.IsAnalyze);
        return lines;
    }

    private static Read ReadOf(OpenRelation relation)
    {
        var stats = relation.Stats;
        return new(
            stats.Relation, stats.Version, stats.SnapshotId, stats.FileCount, stats.FileTotal, stats.NeededBytes, stats.FullScanBytes,
            stats.ArchiveRecordCount, stats.LiveRecordCount, stats.LiveUpTo, stats.FetchedBytes);
    }

    private static string Line(Read read) => string.Create(CultureInfo.InvariantCulture,
        $"READ {read.Relation}: {Snapshot(read)}, {read.Files} of {read.FilesTotal} files, {read.Bytes} of {read.BytesTotal} bytes ({read.FetchedBytes} fetched), {read.ArchiveRecords} archived records, {Live(read)}");

    private static string Snapshot(Read read) => read.SnapshotId is { } id ? string.Create(CultureInfo.InvariantCulture, $"snapshot {id} of version {read.Version}") : "no snapshot";

    private static string Live(Read read) => read.LiveUpTo is { } time ? string.Create(CultureInfo.InvariantCulture, $"{read.LiveRecords} live records up to {time:O}") : "no live records";

    private static void Add(List<string> lines, PlanNode node, int depth, bool wasRun)
    {
        var indent = new string(' ', depth * 2);
        var rows = node.Rows is not { } count ? "" : string.Create(CultureInfo.InvariantCulture, $"  ({(wasRun ? "" : "~")}{count} rows{(node.Milliseconds is { } time ? $", {time} ms" : "")})");
        lines.Add($"{indent}{node.Operator}{rows}");
        foreach (var (name, value) in node.Details) lines.Add($"{indent}    {name}: {value.ReplaceLineEndings(", ")}");
        foreach (var child in node.Children) Add(lines, child, depth + 1, wasRun);
    }

    private sealed record Read(
        string Relation, long? Version, long? SnapshotId, int Files, long FilesTotal, long Bytes, long BytesTotal, long ArchiveRecords, long LiveRecords, DateTimeOffset? LiveUpTo, long FetchedBytes);
}

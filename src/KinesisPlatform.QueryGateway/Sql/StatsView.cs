using System.ComponentModel;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>What a query read: <c>stats</c> at a result's end.</summary>
internal sealed record StatsView(
    string QueryId, long RowCount,
    [property: Description("The result was cut after rowsMax rows.")] bool IsCut,
    double ElapsedMilliseconds,
    [property: Description("Bytes fetched from the object store; what the local cache has costs none.")] long FetchedBytes,
    IReadOnlyList<TableStatsView> Tables,
    [property: Description("What another engine says; null where this service answered itself.")] EngineStatsView? Engine)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static void Write(Utf8JsonWriter json, QueryId id, QueryStats stats) => JsonSerializer.Serialize(json, new StatsView(
        id.ToString(), stats.RowCount, stats.IsCut, Math.Round(stats.Elapsed.TotalMilliseconds, 1), stats.Engine?.ReadBytes ?? stats.FetchedBytes, [.. stats.Tables.Select(TableStatsView.Of)], EngineStatsView.Of(stats.Engine)), Options);
}

/// <summary>One relation as a query saw it. See <see cref="TableStats"/>.</summary>
internal sealed record TableStatsView(
    string Stream,
    [property: Description("The stream's name, or archive(name) and the like.")] string Relation,
    [property: Description("The caller sees some of its records only: every number is 0.")] bool IsPartial,
    [property: Description("Version of the archive's table; null when nothing is archived.")] long? Version,
    long? SnapshotId,
    [property: Description("Data files that were read, or partly read.")] int FileCount,
    long FileBytes,
    [property: Description("Data files of the snapshot.")] long FileTotal,
    [property: Description("Bytes of all of them: what a scan without pruning reads.")] long FullScanBytes,
    long RowGroupCount, long RowGroupTotal,
    [property: Description("Bytes of the columns and row groups that were read, from the local cache or fetched.")] long NeededBytes,
    long FetchedBytes,
    [property: Description("GET requests for data files.")] long RequestCount,
    long ArchiveRecordCount, long LiveRecordCount,
    [property: Description("Every live record that arrived before this time is in the result (RFC 3339).")] string? LiveUpTo,
    [property: Description("Gaps of the archive: GET /streams/{name} lists them.")] int GapCount)
{
    public static TableStatsView Of(TableStats table) => new(
        table.Stream.Value, table.Relation, table.IsPartial, table.Version, table.SnapshotId, table.FileCount, table.FileBytes, table.FileTotal, table.FullScanBytes,
        table.RowGroupCount, table.RowGroupTotal, table.NeededBytes, table.FetchedBytes, table.RequestCount, table.ArchiveRecordCount, table.LiveRecordCount,
        table.LiveUpTo is { } time ? JsonValue.Text(time) : null, table.GapCount);
}

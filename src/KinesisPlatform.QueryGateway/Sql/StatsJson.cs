using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>What a query read, as JSON.</summary>
internal static class StatsJson
{
    public static void Write(Utf8JsonWriter json, QueryId id, QueryStats stats)
    {
        json.WriteStartObject();
        json.WriteString("queryId", id.ToString());
        json.WriteNumber("rowCount", stats.RowCount);
        json.WriteBoolean("isCut", stats.IsCut);
        json.WriteNumber("elapsedMilliseconds", Math.Round(stats.Elapsed.TotalMilliseconds, 1));
        json.WriteNumber("fetchedBytes", stats.FetchedBytes);
        json.WriteStartArray("tables");
        foreach (var table in stats.Tables) Write(json, table);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TableStats table)
    {
        json.WriteStartObject();
        json.WriteString("stream", table.Stream.Value);
        json.WriteString("relation", table.Relation);
        json.WriteBoolean("isPartial", table.IsPartial);
        WriteNumber(json, "version", table.Version);
        WriteNumber(json, "snapshotId", table.SnapshotId);
        json.WriteNumber("fileCount", table.FileCount);
        json.WriteNumber("fileBytes", table.FileBytes);
        json.WriteNumber("fileTotal", table.FileTotal);
        json.WriteNumber("fullScanBytes", table.FullScanBytes);
        json.WriteNumber("rowGroupCount", table.RowGroupCount);
        json.WriteNumber("rowGroupTotal", table.RowGroupTotal);
        json.WriteNumber("neededBytes", table.NeededBytes);
        json.WriteNumber("fetchedBytes", table.FetchedBytes);
        json.WriteNumber("requestCount", table.RequestCount);
        json.WriteNumber("archiveRecordCount", table.ArchiveRecordCount);
        json.WriteNumber("liveRecordCount", table.LiveRecordCount);
        if (table.LiveUpTo is { } time) json.WriteString("liveUpTo", JsonValue.Text(time));
        else json.WriteNull("liveUpTo");
        json.WriteNumber("gapCount", table.GapCount);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}

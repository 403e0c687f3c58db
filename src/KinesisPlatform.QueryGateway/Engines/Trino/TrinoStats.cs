using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// An answer's <c>stats</c>: <c>{"state":"RUNNING","queued":false,"scheduled":true,"nodes":2,"totalSplits":10,"completedSplits":4,"cpuTimeMillis":…,"queuedTimeMillis":…,"processedRows":…,
/// "physicalInputBytes":…,"peakMemoryBytes":…,"progressPercentage":40.0}</c>.
/// </summary>
internal sealed record TrinoStats(string? QueryId, string State, bool IsScheduled, long TotalSplits, long CompletedSplits, double? Percent, long Rows, long Bytes, long MemoryBytes, TimeSpan CpuTime, TimeSpan QueuedTime)
{
    public static TrinoStats Parse(JsonElement stats, string? queryId) => new(
        queryId, stats.Text("state") ?? "", stats.TryGetProperty("scheduled", out var scheduled) && scheduled.ValueKind == JsonValueKind.True,
        Number("totalSplits", stats), Number("completedSplits", stats),
        stats.TryGetProperty("progressPercentage", out var percent) && percent.ValueKind == JsonValueKind.Number ? percent.GetDouble() : null,
        Number("processedRows", stats), Number("physicalInputBytes", stats), Number("peakMemoryBytes", stats),
        TimeSpan.FromMilliseconds(Number("cpuTimeMillis", stats)), TimeSpan.FromMilliseconds(Number("queuedTimeMillis", stats)));

    public ExternalProgress ToProgress()
    {
        var percent = Percent ?? (IsScheduled && TotalSplits > 0 ? 100.0 * CompletedSplits / TotalSplits : null);
        return new(State is "RUNNING" or "FINISHING" or "FINISHED" ? QueryState.Running : QueryState.Queued, percent is { } known ? Math.Clamp(known, 0, 100) : null, Bytes, MemoryBytes);
    }

    public void CopyTo(EngineStats stats) => (stats.QueryId, stats.ReadRowCount, stats.ReadBytes, stats.MemoryBytes, stats.CpuTime, stats.QueuedTime) = (QueryId, Rows, Bytes, MemoryBytes, CpuTime, QueuedTime);

    private static long Number(string name, JsonElement stats) => stats.TryGetProperty(name, out var member) && member.TryGetInt64(out var number) ? number : 0;
}

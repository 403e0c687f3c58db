using System.ComponentModel;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>See <see cref="EngineStats"/>.</summary>
internal sealed record EngineStatsView(
    string Name,
    [property: Description("The engine's own id of the query: its console and logs know it.")] string? QueryId,
    [property: Description("Rows that the engine read; null where it does not say.")] long? ReadRowCount,
    long? ReadBytes, long? MemoryBytes, double? CpuMilliseconds, double? QueuedMilliseconds,
    [property: Description("What the engine wants said besides the result.")] IReadOnlyList<string> Warnings,
    [property: Description("What making the archives fresh took; null where it was not asked for.")] FreshStatsView? Fresh)
{
    public static EngineStatsView? Of(EngineStats? stats) => stats is null ? null : new(
        stats.Engine, stats.QueryId, stats.ReadRowCount, stats.ReadBytes, stats.MemoryBytes, stats.CpuTime?.TotalMilliseconds, stats.QueuedTime?.TotalMilliseconds, stats.Warnings, FreshStatsView.Of(stats.Fresh));
}

/// <summary>See <see cref="FreshStats"/>.</summary>
internal sealed record FreshStatsView(
    [property: Description("Every record that arrived before this time was in the archives' tables when the engine began (RFC 3339).")] string UpTo,
    double ElapsedMilliseconds, IReadOnlyList<FreshStreamView> Streams)
{
    public static FreshStatsView? Of(FreshStats? stats) => stats is null ? null : new(
        JsonValue.Text(stats.UpTo), Math.Round(stats.Elapsed.TotalMilliseconds, 1), [.. stats.Streams.Select(stream => new FreshStreamView(stream.Stream.Value, stream.Version, stream.IsFlushed))]);
}

internal sealed record FreshStreamView(
    string Stream, [property: Description("Version of the archive's table; null where the stream is gone and was never archived.")] long? Version, [property: Description("Something had to be committed first.")] bool IsFlushed);

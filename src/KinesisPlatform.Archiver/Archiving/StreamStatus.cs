using System.Text.Json.Serialization;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Leases;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>How a stream's archiving stands, as <c>GET /streams</c> shows it.</summary>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>paused</c>, <c>retrying</c>, <c>elsewhere</c>: other archivers read it, <c>missing</c>: named in the options, but there is no such stream,
/// or <c>unattended</c>: it was deleted or is selected no longer, and only its table is maintained.</param>
/// <param name="BehindMilliseconds">The farthest any shard's reading is behind its tip.</param>
/// <param name="Error">Why it is retrying; null when all is well.</param>
internal sealed record StreamStatus(
    string Stream, string State, long BehindMilliseconds, long BufferedBytes, int BufferedRecords,
    long TableVersion, long ArchivedRecords, DateTimeOffset? CommittedAt, int Gaps, IReadOnlyList<ShardStatus> Shards, string? Error)
{
    /// <summary>How long ago the oldest record arrived that is not in the table; null when that is not known yet.</summary>
    public long? IteratorAgeSeconds { get; init; }

    /// <summary>The stream's.</summary>
    public double? RetentionHours => Retention?.TotalHours;

    /// <summary>The share of the stream's retention that has passed for that record: at 1 it is lost.</summary>
    public double? RetentionUsed { get; init; }

    public SettingsView? Settings { get; init; }

    /// <summary>Of the table; null when another archiver sees to it.</summary>
    public MaintenanceStatus? Maintenance { get; init; }

    /// <summary>Of the files beside the table; null when there are none, or another archiver writes them.</summary>
    public NdjsonStatus? Ndjson { get; init; }

    /// <summary>Records that arrived since then may not be in the table; the base of <see cref="IteratorAgeSeconds"/>.</summary>
    [JsonIgnore]
    public DateTimeOffset? UnarchivedSince { get; init; }

    [JsonIgnore]
    public TimeSpan? Retention { get; init; }

    /// <summary>Of a stream whose loop runs.</summary>
    public static StreamStatus Of(StreamState state, LeaseSnapshot leases, string? settingsError) => new(
        state.Stream.Value, state.Error is not null ? "retrying" : state.Settings.Enabled ? "running" : "paused",
        (long)state.Shards.Values.Select(shard => shard.BehindLatest).DefaultIfEmpty().Max().TotalMilliseconds,
        state.BufferedBytes, state.Shards.Values.Sum(shard => shard.BufferedRecordCount),
        state.Version.Version, state.Version.RecordCount, state.Version.CommittedAt, state.Version.Checkpoints?.GapCount ?? 0,
        [.. state.Shards.Values.OrderBy(shard => shard.ShardId).Select(shard => new ShardStatus(
            shard.ShardId.Value, shard.Committed?.Last?.ToString(), shard.Committed?.IsEnded ?? false, shard.ReadUpTo, shard.Committed?.ReadUpTo, shard.BufferedRecordCount)
        {
            Worker = leases.Holders.GetValueOrDefault(new(state.Stream.Value, shard.ShardId.Value)),
        })],
        state.Error ?? settingsError)
    {
        Settings = SettingsView.Of(state.Settings, state.Table.Location),
        Retention = state.Description.Retention,
    };

    /// <summary>Of a stream that no archiver works on.</summary>
    public static StreamStatus Of(StreamName stream, string state) => new(stream.Value, state, 0, 0, 0, 0, 0, null, 0, [], null);
}

using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Snapshots;

/// <summary>One stream at one moment, each record once: one table version, and the live records that it does not hold. All relations of a stream in a query are made of it.</summary>
/// <param name="Table">Null when the stream has no archive; <paramref name="Version"/> then, too.</param>
/// <param name="Held">What the tail held. Null when there is no such stream any more, or live records were not asked for.</param>
internal sealed record StreamSnapshot(StreamName Stream, IArchiveTable? Table, TableVersion? Version, LiveSlice? Held)
{
    public LiveRecords Live { get; } = Held?.After(Version?.CheckpointsOf(Held.StreamCreatedAt)) ?? LiveRecords.None;

    /// <summary>Where workers read them; null when nothing is held.</summary>
    public TailFiles? Files { get; init; }
}

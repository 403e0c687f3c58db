using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Live;

/// <summary>Tells one life of a stream from another.</summary>
internal static class Incarnations
{
    // Creation times come as fractions of seconds and may be rounded on the way.
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    /// <returns>Null when the version has none or they are of another incarnation.</returns>
    public static CheckpointMap? CheckpointsOf(TableVersion? version, DateTimeOffset streamCreatedAt) =>
        version?.Checkpoints is { } checkpoints && (checkpoints.Incarnation.CreatedAt - streamCreatedAt).Duration() <= Tolerance ? checkpoints : null;

    /// <summary>The archive has gone over to a later stream of the same name.</summary>
    public static bool IsLater(TableVersion? version, DateTimeOffset streamCreatedAt) =>
        version?.Checkpoints is { } checkpoints && checkpoints.Incarnation.CreatedAt - streamCreatedAt > Tolerance;
}

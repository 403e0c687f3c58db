namespace KinesisPlatform.Archive;

/// <summary>One life of a stream. A stream deleted and created again under the same name is another incarnation: its checkpoints start afresh in the same table.</summary>
public sealed record StreamIncarnation(StreamName Stream, DateTimeOffset CreatedAt)
{
    // Creation times come as fractions of seconds and may be rounded on the way; no stream is deleted and created again within so short a time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether streams of one name that were created at these times are the same one.</summary>
    public static bool IsSame(DateTimeOffset createdAt, DateTimeOffset otherCreatedAt) => (createdAt - otherCreatedAt).Duration() <= Tolerance;

    /// <summary>Whether a stream of this name that was created at this time is the one meant here.</summary>
    public bool Is(DateTimeOffset createdAt) => IsSame(CreatedAt, createdAt);

    /// <summary>Whether this one came after a stream of the same name that was created at this time.</summary>
    public bool IsAfter(DateTimeOffset createdAt) => CreatedAt > createdAt && !Is(createdAt);
}

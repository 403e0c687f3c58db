namespace KinesisPlatform.Contracts;

/// <summary>Command to the archiver: commit everything that arrived on the stream before <paramref name="UpTo"/>, without waiting for the buffer to fill.
/// Answered by <see cref="SnapshotCommitted"/> events. Idempotent.</summary>
public sealed record FlushArchive(string Stream, DateTimeOffset UpTo);

namespace KinesisPlatform.Archiver.Ndjson;

/// <summary>How a stream's NDJSON files stand.</summary>
/// <param name="BehindCommits">Commits whose files are not all written yet.</param>
/// <param name="MissingCommits">Commits whose files never will be: their snapshots expired first.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
internal sealed record NdjsonStatus(long BehindCommits, long MissingCommits, string? Error);

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>What the options mean right now, in the order of names.</summary>
/// <param name="Found">Streams that exist.</param>
/// <param name="Missing">Streams that are named, not matched by a pattern, and do not exist.</param>
internal sealed record SelectedStreams(IReadOnlyList<StreamName> Found, IReadOnlyList<StreamName> Missing);

namespace KinesisPlatform.Archive;

/// <summary>A data file that a replacement adds, still on the local disk: the commit uploads it, and again under another name when a sweep made the first upload invalid.</summary>
/// <param name="Path">Stays where it is until the commit has returned; its owner deletes it.</param>
/// <param name="Hour">The full hour (UTC) in which all its records arrived.</param>
public sealed record ReplacementFile(string Path, DateTimeOffset Hour, EncodedDataFile File);

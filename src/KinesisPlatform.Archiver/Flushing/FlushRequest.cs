namespace KinesisPlatform.Archiver.Flushing;

/// <param name="UpTo">What arrived before is wanted in the archive.</param>
internal sealed record FlushRequest(string Stream, DateTimeOffset UpTo);

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>Where a segment's first record lies; the others are behind it.</summary>
internal readonly record struct LivePlace(LiveFile File, int Row);

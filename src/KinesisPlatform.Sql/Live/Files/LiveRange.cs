namespace KinesisPlatform.Sql.Live.Files;

/// <summary>Rows of a file of live records that a query sees.</summary>
internal readonly record struct LiveRange(int From, int Count);

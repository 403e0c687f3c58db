namespace KinesisPlatform.Archive;

/// <summary>What one commit appended to a table.</summary>
/// <param name="SequenceNumber">The commit's place in the table's order of commits; later ones have greater numbers.</param>
/// <param name="Files">The data files that it added, whether the table still has them or others took their place.</param>
public sealed record TableAppend(long SequenceNumber, IReadOnlyList<DataFile> Files);

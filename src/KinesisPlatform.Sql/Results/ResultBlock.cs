namespace KinesisPlatform.Sql.Results;

/// <summary>Rows that lie together in a <see cref="ResultSpill"/>.</summary>
internal readonly record struct ResultBlock(long Offset, int LengthBytes, int RowCount);

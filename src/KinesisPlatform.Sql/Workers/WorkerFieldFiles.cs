namespace KinesisPlatform.Sql.Workers;

/// <summary>Local files that hold the same columns.</summary>
internal sealed record WorkerFieldFiles(IReadOnlyList<int> ColumnIds, IReadOnlyList<string> Paths);

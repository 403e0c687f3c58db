namespace KinesisPlatform.Sql.Workers;

/// <summary>One table that the statement may name: local Parquet files, and the live records sent for its index.</summary>
internal sealed record WorkerTable(string Name, IReadOnlyList<string> Files);

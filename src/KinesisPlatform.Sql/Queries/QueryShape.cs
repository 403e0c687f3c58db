namespace KinesisPlatform.Sql.Queries;

/// <summary>What a statement answers and takes, known without running it.</summary>
/// <param name="Columns">Null when they depend on a parameter whose type is not known.</param>
/// <param name="ParameterTypes">DuckDB's names, in the parameters' order; null where the statement does not say.</param>
public sealed record QueryShape(IReadOnlyList<QueryColumn>? Columns, IReadOnlyList<string?> ParameterTypes);

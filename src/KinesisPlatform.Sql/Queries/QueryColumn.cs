namespace KinesisPlatform.Sql.Queries;

/// <param name="Type">DuckDB's name of the type, such as <c>BIGINT</c>, <c>DECIMAL(18,3)</c>, <c>TIMESTAMP WITH TIME ZONE</c>, <c>JSON</c>, <c>VARCHAR[]</c>.</param>
public sealed record QueryColumn(string Name, string Type);

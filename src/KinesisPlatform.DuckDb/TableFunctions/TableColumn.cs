namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>A column that a table function gives. Nested types, ENUM and DECIMAL are not supported.</summary>
public sealed record TableColumn(string Name, DuckDbTypeId Type);

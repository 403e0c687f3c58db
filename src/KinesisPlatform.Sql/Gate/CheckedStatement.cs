namespace KinesisPlatform.Sql.Gate;

/// <summary>What the gate lets pass.</summary>
/// <param name="Tables">Each reference once.</param>
internal sealed record CheckedStatement(IReadOnlyList<TableReference> Tables, FieldUse Fields);

using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Gate;

/// <summary>A condition over one table that the gate lets pass: what it uses of the table <see cref="WhereProbe.TableName"/>.</summary>
internal sealed record CheckedCondition(FieldUse Fields, StatementUse Use);

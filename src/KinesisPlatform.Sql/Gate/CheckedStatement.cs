using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Gate;

/// <summary>What the gate lets pass.</summary>
/// <param name="Sql">What is to run: the user's text with the names of views in place of <c>archive('s')</c> and its like.</param>
/// <param name="Relations">Every reference, in the order of the text.</param>
internal sealed record CheckedStatement(SqlText Sql, IReadOnlyList<RelationReference> Relations, FieldUse Fields);

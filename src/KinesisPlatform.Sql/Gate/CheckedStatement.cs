using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Gate;

/// <summary>What the gate lets pass.</summary>
/// <param name="Sql">What is to run: the user's text with the names of views in place of <c>archive('s')</c> and its like, and EXPLAIN in a form of the engine's.</param>
/// <param name="Relations">Every reference, in the order of the text.</param>
/// <param name="Use">What it needs of each relation, by the name of its view.</param>
internal sealed record CheckedStatement(SqlText Sql, IReadOnlyList<RelationReference> Relations, FieldUse Fields, StatementUse Use)
{
    /// <summary>Null where the statement itself is asked for.</summary>
    public ExplainMode? Explain { get; init; }

    /// <summary>Its columns depend on the data: the worker makes several statements of it (<see cref="DynamicPivot"/>).</summary>
    public bool IsDynamicPivot { get; init; }
}

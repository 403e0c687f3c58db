using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>Says what is to be read for the relations of a statement.</summary>
internal sealed class StatementPruner(ConstantFolder folder)
{
    /// <param name="relation">As the statement names it.</param>
    /// <param name="version">Null when the stream has no archive.</param>
    /// <param name="timeout">Of the statement; null for none.</param>
    /// <param name="guard">What the worker's view of the relation does besides; null for nothing.</param>
    public RelationNeeds NeedsOf(StatementUse use, FieldUse members, string relation, TableVersion? version, IReadOnlyList<object?> parameters, TimeSpan? timeout, RelationGuard? guard = null)
    {
        var (bound, columns) = (use.BoundOf(relation), use.ColumnsOf(relation));
        if (guard is not null) (bound, columns, members) = (guard.Without(bound), columns.Union(guard.Columns), FieldUse.Union([members, guard.Members]));
        return new(columns, new BoundEvaluator(folder, version?.Fields, TimeWindow.Of(timeout), parameters).Evaluate(bound), members);
    }
}

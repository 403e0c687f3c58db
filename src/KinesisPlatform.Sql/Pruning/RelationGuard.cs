using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>What the worker's view of a relation does to it besides giving its records: it may filter them, and show other values in place of a column's.</summary>
/// <param name="Columns">Those that the view needs itself, whatever the statement names.</param>
/// <param name="Members">The same of the typed column.</param>
/// <param name="Told">Names of columns by whose bounds records may be left unread: what the statement says of others says nothing of what files hold, or what is read would tell of records that are hidden.</param>
internal sealed record RelationGuard(ColumnUse Columns, FieldUse Members, IReadOnlySet<string> Told)
{
    public Bound? Without(Bound? bound) => bound switch
    {
        Bound.All all => Bound.AllOf(all.Bounds.Select(Without)),
        Bound.Any any => Bound.AnyOf(any.Bounds.Select(Without)),
        Bound.Comparison comparison when !Told.Contains(comparison.Column[0]) => null,
        _ => bound,
    };
}

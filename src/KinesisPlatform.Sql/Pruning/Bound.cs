using KinesisPlatform.Archive.Bounds;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>A condition on one relation as a statement has it, its constants not evaluated yet. What it does not cover is left out, so that it may let too much pass but never too little.</summary>
internal abstract record Bound
{
    public sealed record All(IReadOnlyList<Bound> Bounds) : Bound;

    public sealed record Any(IReadOnlyList<Bound> Bounds) : Bound;

    /// <param name="Column">Name by name: <c>arrived_at</c>, or <c>fields</c> and the names of members.</param>
    /// <param name="Floor">What is done to a time before it is compared; null for nothing.</param>
    public sealed record Comparison(IReadOnlyList<string> Column, ComparisonKind Kind, ConstantExpression Constant, TimeFloor? Floor) : Bound;

    /// <returns>Null when there are none.</returns>
    public static Bound? AllOf(IEnumerable<Bound?> bounds) => bounds.OfType<Bound>().ToList() switch { [] => null, [var one] => one, var all => new All(all) };

    /// <returns>Null when one of them lets everything pass.</returns>
    public static Bound? AnyOf(IEnumerable<Bound?> bounds)
    {
        var all = bounds.ToList();
        return all.Count == 0 || all.Contains(null) ? null : all.Count == 1 ? all[0] : new Any([.. all.OfType<Bound>()]);
    }
}

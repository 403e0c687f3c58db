using KinesisPlatform.Access;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Relations;

/// <summary>Finds the streams that a statement's relations mean, and what the caller may see of them.</summary>
internal sealed class RelationResolver(StreamCatalog catalog, RuleReader rules)
{
    /// <returns>Each relation once, ordered by the name of its view.</returns>
    /// <exception cref="PlatformException">NotFound: an unknown stream. Invalid: names that differ in case alone, or a relation that would tell what the caller may not see.</exception>
    public async Task<IReadOnlyList<Relation>> ResolveAsync(IReadOnlyList<RelationReference> references, StreamAccess access, CancellationToken cancellationToken)
    {
        var relations = new SortedDictionary<string, Relation>(StringComparer.OrdinalIgnoreCase);
        foreach (var reference in references)
        {
            if (reference.IsOfAllStreams)
            {
                relations.TryAdd(reference.ViewName, new(reference, default, reference.ViewName));
                continue;
            }
            var relation = Relation.Of(reference, await catalog.ResolveAsync(reference.Name, access, cancellationToken));
            relation = relation with { Rule = await rules.ReadAsync(access.RuleFor(relation.Stream), cancellationToken) };
            // They tell of all records: their number, and the sequence numbers of some.
            if (relation is { Rule: not null, HasRecords: false })
                throw new PlatformException(FailureKind.Invalid, $"This API key sees a part of {relation.Stream} only: {relation.Kind.ToString().ToLowerInvariant()}('{relation.Stream}'), which tells of all of it, is not for it ({reference.Position}).");
            if (relations.TryAdd(relation.ViewName, relation) || relations[relation.ViewName].Stream == relation.Stream) continue;
            throw new PlatformException(FailureKind.Invalid, $"\"{relation.Stream}\" and \"{relations[relation.ViewName].Stream}\" differ in case alone and cannot be in one query ({reference.Position}).");
        }
        return [.. relations.Values];
    }
}

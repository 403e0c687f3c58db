using KinesisPlatform.Access;
using KinesisPlatform.Sql.Catalog;

namespace KinesisPlatform.Sql.Relations;

/// <summary>Finds the streams that a statement's relations mean.</summary>
internal sealed class RelationResolver(StreamCatalog catalog)
{
    /// <returns>Each relation once, ordered by the name of its view.</returns>
    /// <exception cref="PlatformException">NotFound: an unknown stream. Invalid: names that differ in case alone.</exception>
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
            if (!access.RuleFor(relation.Stream).IsOpen) throw new PlatformException(FailureKind.Unavailable, $"Row filters and masks, as this key has for {relation.Stream}, cannot be applied yet.");
            if (relations.TryAdd(relation.ViewName, relation) || relations[relation.ViewName].Stream == relation.Stream) continue;
            throw new PlatformException(FailureKind.Invalid, $"\"{relation.Stream}\" and \"{relations[relation.ViewName].Stream}\" differ in case alone and cannot be in one query ({reference.Position}).");
        }
        return [.. relations.Values];
    }
}

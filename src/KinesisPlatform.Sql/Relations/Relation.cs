using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Relations;

/// <summary>A relation whose stream is known.</summary>
/// <param name="Stream">Nothing for <see cref="RelationReference.IsOfAllStreams"/>.</param>
/// <param name="ViewName">Under which the worker has it: unique within a query, without regard to case.</param>
internal sealed record Relation(RelationReference Reference, StreamName Stream, string ViewName)
{
    /// <summary>What the caller sees of its records; null for all of all.</summary>
    public RelationRule? Rule { get; init; }

    public RelationKind Kind => Reference.Kind;

    /// <summary>Whether the stream itself must be read for it; the archive alone answers the others.</summary>
    public bool NeedsLive => Kind is RelationKind.Table or RelationKind.Live or RelationKind.Shards;

    /// <summary>Whether archived records are among its rows.</summary>
    public bool ReadsArchive => Kind is RelationKind.Table or RelationKind.Archive;

    /// <summary>Whether its rows are records.</summary>
    public bool HasRecords => Kind is RelationKind.Table or RelationKind.Archive or RelationKind.Live;

    public static Relation Of(RelationReference reference, StreamName stream) =>
        new(reference, stream, reference.Kind == RelationKind.Table ? stream.Value : reference.ViewName);
}

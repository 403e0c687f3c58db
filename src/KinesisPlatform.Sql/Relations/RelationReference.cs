using System.Globalization;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Relations;

/// <summary>A relation as a statement names it.</summary>
/// <param name="Name">The stream's, as written; <see cref="InformationSchema"/> for those of all streams.</param>
internal sealed record RelationReference(RelationKind Kind, string Name, TextPosition Position)
{
    public const string InformationSchema = "information_schema";

    /// <summary>Whether it tells of all streams, and is of none.</summary>
    public bool IsOfAllStreams => Kind is RelationKind.Tables or RelationKind.Columns;

    /// <summary>The Iceberg snapshot asked for, of <see cref="RelationKind.Archive"/>.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The time whose snapshot is asked for, of <see cref="RelationKind.Archive"/>.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// The name of the relation's view in the worker. A stream's name has no parentheses, so the views of functions collide with no table. In lower case: DuckDB compares names without
    /// regard to case.
    /// </summary>
    public string ViewName => Kind == RelationKind.Table ? Name : $"{Kind}({Name}{When})".ToLowerInvariant();

    private string When => (SnapshotId, AsOf) switch
    {
        ({ } id, _) => string.Create(CultureInfo.InvariantCulture, $", snapshot := {id}"),
        (_, { } time) => string.Create(CultureInfo.InvariantCulture, $", as_of := {time.UtcDateTime:O}"),
        _ => "",
    };
}

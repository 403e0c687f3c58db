namespace KinesisPlatform.Sql.Relations;

/// <summary>What of a stream, or of all streams, a statement refers to.</summary>
internal enum RelationKind
{
    /// <summary>By its name: archived and live records, each once.</summary>
    Table,
    /// <summary><c>archive('s')</c>: archived records, also those of an earlier snapshot.</summary>
    Archive,
    /// <summary><c>live('s')</c>: records that are not archived yet.</summary>
    Live,
    /// <summary><c>snapshots('s')</c>: the snapshots that the archive still has.</summary>
    Snapshots,
    /// <summary><c>shards('s')</c>: the stream's shards, how far they are archived and read.</summary>
    Shards,
    /// <summary><c>information_schema.tables</c>: the streams that the caller may read.</summary>
    Tables,
    /// <summary><c>information_schema.columns</c>: their columns.</summary>
    Columns,
}

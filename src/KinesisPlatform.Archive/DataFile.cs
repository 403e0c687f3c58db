namespace KinesisPlatform.Archive;

/// <summary>One Parquet file of a snapshot, with the bounds that planners prune by (inclusive; null when unknown).</summary>
/// <param name="Key">The object's key within the bucket.</param>
public sealed record DataFile(
    string Key, long LengthBytes, long RecordCount,
    DateTimeOffset? ArrivedFrom, DateTimeOffset? ArrivedTo, string? ShardIdFrom, string? ShardIdTo)
{
    /// <summary>The file's partition: the full hour in which all its records arrived.</summary>
    public DateTimeOffset Hour { get; init; }

    /// <summary>Field ids of the columns the file is known to hold. A file of an earlier schema lacks those added since: readers see NULL.</summary>
    public IReadOnlyCollection<int> ColumnIds { get; init; } = [];

    /// <summary>As text, inclusive; null where the manifest does not say, or not of numbers of one length.</summary>
    public string? SequenceNumberFrom { get; init; }

    /// <inheritdoc cref="SequenceNumberFrom"/>
    public string? SequenceNumberTo { get; init; }

    /// <summary>The columns' sum as stored: what is beyond it is the file's footer, Bloom filters included. Null when unknown.</summary>
    public long? ColumnBytes { get; init; }

    /// <summary>Parts of the file that can be read by themselves; 0 when unknown.</summary>
    public int RowGroupCount { get; init; }

    /// <inheritdoc cref="EncodedDataFile.IsSorted"/>
    public bool IsSorted { get; init; }
}

namespace KinesisPlatform.Streams;

/// <summary>Reads one shard for as long as it is enumerated. Safe for concurrent enumerations.</summary>
public interface IShardReader
{
    /// <summary>
    /// Batches, each for the caller to dispose, in order until the shard's end (the last batch has <see cref="ShardBatch.Children"/>) or cancellation. An idle shard yields empty
    /// batches, so that <see cref="ShardBatch.ReadUpTo"/> advances. Throttling and passing failures are retried inside; expired iterators renewed.
    /// </summary>
    /// <exception cref="PlatformException">NotFound: no such stream or shard. Unavailable: retries were used up.</exception>
    IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, CancellationToken cancellationToken);
}

namespace KinesisPlatform.Streams;

/// <summary>Which streams and shards there are.</summary>
public interface IStreamDirectory
{
    Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken);

    /// <returns>Null when there is no such stream.</returns>
    Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Creates a provisioned stream and waits until it is ACTIVE; does nothing when it exists already.</summary>
    Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken);
}

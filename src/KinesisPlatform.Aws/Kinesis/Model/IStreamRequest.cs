namespace Amazon.Kinesis.Model;

/// <summary>A request that may name its stream by ARN, and then goes to the account's own host.</summary>
internal interface IStreamRequest
{
    string? StreamARN { get; }

    /// <summary>Records are served by other hosts than streams and shards are.</summary>
    bool IsDataOperation => false;
}

using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Where in a shard a reader begins: the parameters that GetShardIterator and SubscribeToShard share.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
internal sealed record StartingPosition(string Type, string? SequenceNumber, long? Timestamp)
{
    /// <summary>Number of the first record to read. The caller holds the stream's lock.</summary>
    /// <exception cref="KinesisException">InvalidArgumentException.</exception>
    public ulong NumberIn(Shard shard, KinesisStream stream, string accountId, string operation) => Type switch
    {
        "TRIM_HORIZON" => 1UL,
        "LATEST" => shard.Log.NextNumber,
        "AT_TIMESTAMP" => At(shard, stream.Now),
        "AT_SEQUENCE_NUMBER" => Number(shard, stream, accountId, operation),
        _ => Number(shard, stream, accountId, operation) + 1,
    };

    private ulong At(Shard shard, long now)
    {
        if (Timestamp is not { } at) throw KinesisException.InvalidArgument("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.");
        if (at > now) throw KinesisException.InvalidArgument($"The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: {at}, currentTimestampInMillis: {now}");
        return shard.Log.FirstNumberAt(at);
    }

    private ulong Number(Shard shard, KinesisStream stream, string accountId, string operation)
    {
        if (SequenceNumber is not { } text)
            throw KinesisException.InvalidArgument("Must either specify (1) type AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER with StartingSequenceNumber, or (2) type TRIM_HORIZON, LATEST or AT_TIMESTAMP without StartingSequenceNumber. Request specified no StartingSequenceNumber.");
        var used = $"StartingSequenceNumber {text} used in {operation} on shard {shard.Id} in stream {stream.Name} under account {accountId} is invalid";
        if (IssuedSequence.TryParse(text) is not { } sequence) throw KinesisException.InvalidArgument($"{used}.");
        return shard.Issued(sequence) ? sequence.Number : throw KinesisException.InvalidArgument($"{used} because it did not come from this stream.");
    }
}

using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal sealed class ReadOperations(StreamRegistry streams, TimeProvider time)
{
    private const int RecordCountMax = 10_000;
    private const int ReadBytesMax = 10 << 20;

    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("GetShardIterator", GetShardIterator),
        KinesisOperation.Of("GetRecords", GetRecords),
    ];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void GetShardIterator(RequestParameters parameters, MessageWriter answer)
    {
        var shardId = parameters.ShardId("ShardId", isRequired: true);
        var type = parameters.OneOf("ShardIteratorType", ["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"], isRequired: true);
        var sequence = parameters.Text("StartingSequenceNumber");
        var timestamp = parameters.Time("Timestamp");
        var stream = parameters.UsableStream(streams);
        lock (stream.Gate)
        {
            stream.Trim();
            var shard = stream.FindShard(shardId!, streams);
            var next = type switch
            {
                "TRIM_HORIZON" => 1UL,
                "LATEST" => shard.Log.NextNumber,
                "AT_TIMESTAMP" => At(timestamp, shard),
                "AT_SEQUENCE_NUMBER" => Number(sequence, shard, stream),
                _ => Number(sequence, shard, stream) + 1,
            };
            answer.Member("ShardIterator"u8, new ShardIterator(stream.Name, stream.Stamp, shard.Id, next, Now).Encode());
        }
    }

    private ulong At(long? timestamp, Shard shard)
    {
        if (timestamp is not { } at) throw KinesisException.InvalidArgument("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.");
        if (at > Now) throw KinesisException.InvalidArgument($"The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: {at}, currentTimestampInMillis: {Now}");
        return shard.Log.FirstNumberAt(at);
    }

    private ulong Number(string? text, Shard shard, KinesisStream stream)
    {
        if (text is null)
            throw KinesisException.InvalidArgument("Must either specify (1) type AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER with StartingSequenceNumber, or (2) type TRIM_HORIZON, LATEST or AT_TIMESTAMP without StartingSequenceNumber. Request specified no StartingSequenceNumber.");
        var used = $"StartingSequenceNumber {text} used in GetShardIterator on shard {shard.Id} in stream {stream.Name} under account {streams.AccountId} is invalid";
        if (IssuedSequence.TryParse(text) is not { } sequence) throw KinesisException.InvalidArgument($"{used}.");
        return shard.Issued(sequence) ? sequence.Number : throw KinesisException.InvalidArgument($"{used} because it did not come from this stream.");
    }

    private void GetRecords(RequestParameters parameters, MessageWriter answer)
    {
        var text = parameters.Text("ShardIterator", isRequired: true);
        var limit = parameters.Integer("Limit", 1, RecordCountMax) ?? RecordCountMax;
        parameters.ThrowIfInvalid();
        var now = Now;
        var iterator = ShardIterator.Decode(text!, now);
        var (shard, read, children) = Read(iterator, limit);
        // Outside of the lock: what was read does not change any more.
        WriteRecords(answer, shard, read);
        if (children is null)
            answer.Member("NextShardIterator"u8, (iterator with { NextNumber = read.NextNumber, IssuedAtMilliseconds = now }).Encode());
        else
            answer.List("ChildShards"u8, children, static (writer, child) => writer.ChildShard(child));
        answer.Member("MillisBehindLatest"u8, read.WaitingSinceMilliseconds is { } since ? Math.Max(0, now - since) : 0);
    }

    /// <returns>The children only if the shard has ended and all of it is read now.</returns>
    private (Shard Shard, ShardRead Read, List<Shard>? Children) Read(ShardIterator iterator, int limit)
    {
        var stream = streams.All.FirstOrDefault(s => s.Name == iterator.StreamName && s.Stamp == iterator.StreamStamp) ?? throw Gone(iterator);
        lock (stream.Gate)
        {
            stream.Trim();
            var shard = stream.Shards.FirstOrDefault(s => s.Id == iterator.ShardId) ?? throw Gone(iterator);
            if (shard.Limits?.TryRead() == false)
                throw KinesisException.ThroughputExceeded($"Rate exceeded for shard {shard.Id} in stream {stream.Name} under account {streams.AccountId}.");
            var read = shard.Log.Read(iterator.NextNumber, limit, ReadBytesMax);
            shard.Limits?.TakeRead(read.PayloadBytes);
            var hasEnded = !shard.IsOpen && read.NextNumber >= shard.Log.NextNumber;
            return (shard, read, hasEnded ? stream.Shards.Where(s => s.Parent == shard || s.AdjacentParent == shard).ToList() : null);
        }
    }

    private static void WriteRecords(MessageWriter answer, Shard shard, ShardRead read)
    {
        Span<byte> digits = stackalloc byte[IssuedSequence.DigitCount];
        answer.Name("Records"u8);
        answer.StartList();
        foreach (var slice in read.Slices)
        {
            for (var i = 0; i < slice.Count; i++)
            {
                var arrivedAt = slice[i].ArrivedAtMilliseconds;
                shard.SequenceOf(slice.FirstNumber + (ulong)i, arrivedAt).Format(digits);
                answer.StartMap();
                answer.Member("SequenceNumber"u8, digits);
                answer.Time("ApproximateArrivalTimestamp"u8, arrivedAt);
                answer.Name("Data"u8);
                answer.Blob(slice.Data(i));
                answer.Member("PartitionKey"u8, slice.Key(i));
                answer.EndMap();
            }
        }
        answer.EndList();
    }

    private KinesisException Gone(ShardIterator iterator) =>
        KinesisException.NotFound($"Shard {iterator.ShardId} in stream {iterator.StreamName} under account {streams.AccountId} does not exist");
}

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
            var next = new StartingPosition(type!, sequence, timestamp).NumberIn(shard, stream, streams.AccountId, "GetShardIterator");
            answer.Member("ShardIterator"u8, new ShardIterator(stream.Name, stream.Stamp, shard.Id, next, Now).Encode());
        }
    }

    private void GetRecords(RequestParameters parameters, MessageWriter answer)
    {
        var text = parameters.Text("ShardIterator", isRequired: true);
        var limit = parameters.Integer("Limit", 1, RecordCountMax) ?? RecordCountMax;
        parameters.ThrowIfInvalid();
        var now = Now;
        var iterator = ShardIterator.Decode(text!, now);
        var (shard, read, children) = Read(iterator, limit);
        RecordOutput.Records(answer, shard, read);
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
            return (shard, read, hasEnded ? stream.ChildrenOf(shard) : null);
        }
    }

    private KinesisException Gone(ShardIterator iterator) =>
        KinesisException.NotFound($"Shard {iterator.ShardId} in stream {iterator.StreamName} under account {streams.AccountId} does not exist");
}

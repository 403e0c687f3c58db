using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Leaves an aggregate that went astray where it is: answers are taken to come from the shards that were described last.</summary>
internal sealed class AstrayIgnored : ReplayBug
{
    public override string Name => "replay-ignores-astray";

    public override (IKinesisRecordClient Kinesis, IStreamDirectory Directory) Wrap(IKinesisRecordClient kinesis, IStreamDirectory directory)
    {
        var described = new Dictionary<string, IReadOnlyList<ShardDescription>>();
        return (new Client(kinesis, described), new Directory(directory, described));
    }

    private sealed class Directory(IStreamDirectory inner, Dictionary<string, IReadOnlyList<ShardDescription>> described) : IStreamDirectory
    {
        public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
        {
            var description = await inner.DescribeAsync(stream, cancellationToken);
            if (description is not null) described[stream.Value] = [.. description.Shards.Where(shard => !shard.IsClosed)];
            return description;
        }

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => inner.EnsureAsync(stream, shardCount, cancellationToken);
    }

    private sealed class Client(IKinesisRecordClient inner, Dictionary<string, IReadOnlyList<ShardDescription>> described) : IKinesisRecordClient
    {
        public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken) => inner.GetRecordsAsync(shardIterator, recordCountMax, cancellationToken);

        public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
        {
            var shards = described[streamName];
            var results = await inner.PutRecordsAsync(streamName, entries, cancellationToken);
            return [.. results.Zip(entries, (result, entry) => result.IsPut && shards.FirstOrDefault(shard => HashOf(entry) is var hash && hash >= shard.StartingHashKey && hash <= shard.EndingHashKey) is { } expected ? result with { ShardId = expected.Id.Value } : result)];
        }

        private static UInt128 HashOf(in PutEntry entry) => entry.ExplicitHashKey is { } key
            ? UInt128.Parse(key, CultureInfo.InvariantCulture)
            : BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(entry.PartitionKey)));
    }
}

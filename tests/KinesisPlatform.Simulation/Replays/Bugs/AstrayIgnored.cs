using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Leaves an aggregate that went astray where it is: answers seem to come from the shards that there were at first.</summary>
internal sealed class AstrayIgnored : ReplayBug
{
    private readonly Dictionary<string, List<SimulatedShard>> _shards = [];

    public override string Name => "replay-ignores-astray";

    public override IKinesisRecordClient Wrap(IKinesisRecordClient kinesis, SimulatedKinesis streams) => new Client(kinesis, stream =>
    {
        if (!_shards.TryGetValue(stream, out var shards)) _shards[stream] = shards = [.. streams.Find(stream).Open];
        return shards;
    });

    private sealed class Client(IKinesisRecordClient inner, Func<string, IReadOnlyList<SimulatedShard>> shardsOf) : IKinesisRecordClient
    {
        public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken) => inner.GetRecordsAsync(shardIterator, recordCountMax, cancellationToken);

        public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
        {
            var shards = shardsOf(streamName);
            var results = await inner.PutRecordsAsync(streamName, entries, cancellationToken);
            return [.. results.Zip(entries, (result, entry) => result.IsPut ? result with { ShardId = shards.First(shard => HashOf(entry) is var hash && hash >= shard.Start && hash <= shard.End).Id.Value } : result)];
        }

        private static UInt128 HashOf(in PutEntry entry) => entry.ExplicitHashKey is { } key
            ? UInt128.Parse(key, CultureInfo.InvariantCulture)
            : BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(entry.PartitionKey)));
    }
}

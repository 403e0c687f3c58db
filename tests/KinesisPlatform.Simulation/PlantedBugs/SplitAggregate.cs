using System.Runtime.CompilerServices;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Split an aggregate across commits: a batch may end within a Kinesis record.</summary>
internal sealed class SplitAggregate : PlantedBug
{
    public override string Name => "split-aggregate";

    public override IShardReader Wrap(IShardReader reader) => new Reader(reader);

    private sealed class Reader(IShardReader inner) : IShardReader
    {
        public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            IReadOnlyList<StreamRecord> rest = [];
            await foreach (var batch in inner.ReadAsync(stream, shard, from, cancellationToken))
            {
                IReadOnlyList<StreamRecord> records = [.. rest, .. batch.Records];
                var cut = batch.IsEndOfShard || records is [] || records[^1].SubSequenceNumber == 0 ? records.Count : records.Count - 1;
                rest = [.. records.Skip(cut)];
                yield return new(batch.ShardId, [.. records.Take(cut)], batch.LastSequenceNumber, batch.ReadUpTo, batch.BehindLatest, batch.Gap, batch.Children);
            }
        }
    }
}

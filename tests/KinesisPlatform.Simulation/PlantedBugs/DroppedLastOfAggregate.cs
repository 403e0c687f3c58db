using System.Runtime.CompilerServices;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Drop the last record of an aggregate.</summary>
internal sealed class DroppedLastOfAggregate : PlantedBug
{
    public override string Name => "drop-last-of-aggregate";

    public override IShardReader Wrap(IShardReader reader) => new Reader(reader);

    private sealed class Reader(IShardReader inner) : IShardReader
    {
        public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var batch in inner.ReadAsync(stream, shard, from, cancellationToken))
            {
                var records = batch.Records.Where((record, i) => record.SubSequenceNumber == 0 || (i + 1 < batch.Records.Count && batch.Records[i + 1].SubSequenceNumber > 0)).ToList();
                yield return new(batch.ShardId, records, batch.LastSequenceNumber, batch.ReadUpTo, batch.BehindLatest, batch.Gap, batch.Children);
            }
        }
    }
}

using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Goes on behind a request that the target refused for good, and tells nobody of its records.</summary>
internal sealed class RefusedRecordsDropped : ReplayBug
{
    public override string Name => "replay-drops-refused";

    public override IReplayProducers Wrap(IReplayProducers producers) => new ProducersDecorator(producers, inner => new Producer(inner));

    private sealed class Producer(IStreamProducer inner) : ProducerDecorator(inner)
    {
        public override async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.PutAsync(stream, records, cancellationToken);
            }
            catch (PlatformException error) when (error.IsOfRecord)
            {
                return [];
            }
        }
    }
}

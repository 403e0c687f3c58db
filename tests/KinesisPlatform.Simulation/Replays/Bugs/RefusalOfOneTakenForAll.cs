using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Takes every record of a call with a refused one for refused: those that the target would take become dead letters too.</summary>
internal sealed class RefusalOfOneTakenForAll : ReplayBug
{
    public override string Name => "replay-condemns-neighbours";

    public override IReplayProducers Wrap(IReplayProducers producers) => new ProducersDecorator(producers, inner => new Producer(inner));

    private sealed class Producer(IStreamProducer inner) : ProducerDecorator(inner)
    {
        private readonly HashSet<OutgoingRecord> _condemned = new(ReferenceEqualityComparer.Instance);

        public override async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            if (records.Any(_condemned.Contains)) throw new PlatformException(FailureKind.Invalid, "Was refused before.") { IsOfRecord = true };
            try
            {
                return await Inner.PutAsync(stream, records, cancellationToken);
            }
            catch (PlatformException error) when (error.IsOfRecord)
            {
                _condemned.UnionWith(records);
                throw;
            }
        }
    }
}

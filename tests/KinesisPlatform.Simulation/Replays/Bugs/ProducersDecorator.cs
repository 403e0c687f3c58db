using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Producers of which a bug does what it does wrong.</summary>
internal sealed class ProducersDecorator(IReplayProducers inner, Func<IStreamProducer, IStreamProducer> wrap) : IReplayProducers
{
    public IReplayProducerLease Rent(string replayId) => new Lease(inner.Rent(replayId), wrap);

    private sealed class Lease(IReplayProducerLease inner, Func<IStreamProducer, IStreamProducer> wrap) : IReplayProducerLease
    {
        public IStreamProducer Get(bool aggregates, double share) => wrap(inner.Get(aggregates, share));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

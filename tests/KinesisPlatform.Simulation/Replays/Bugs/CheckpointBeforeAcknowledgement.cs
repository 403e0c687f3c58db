using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Takes a put for done when it is on its way: a checkpoint passes records that a crash then loses.</summary>
internal sealed class CheckpointBeforeAcknowledgement : ReplayBug
{
    public override string Name => "replay-early-checkpoint";

    public override IReplayProducers Wrap(IReplayProducers producers) => new Producers(producers);

    private sealed class Producers(IReplayProducers inner) : IReplayProducers
    {
        public IReplayProducerLease Rent(string replayId) => new Lease(inner.Rent(replayId));
    }

    private sealed class Lease(IReplayProducerLease inner) : IReplayProducerLease
    {
        public IStreamProducer Get(bool aggregates, double share) => new Producer(inner.Get(aggregates, share));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Producer(IStreamProducer inner) : IStreamProducer
    {
        public ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken) => inner.EnqueueAsync(stream, record, cancellationToken);

        public Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            _ = PutUnwatchedAsync(stream, records);
            return Task.FromResult<IReadOnlyList<PutResult>>([]);
        }

        private async Task PutUnwatchedAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records)
        {
            try { await inner.PutAsync(stream, records, CancellationToken.None); }
            catch (Exception error) when (error is PlatformException or ObjectDisposedException) { /* Nobody looks. */ }
        }
    }
}

using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Takes a put for done when it is on its way: a checkpoint passes records that a crash then loses.</summary>
internal sealed class CheckpointBeforeAcknowledgement : ReplayBug
{
    public override string Name => "replay-early-checkpoint";

    public override IReplayProducers Wrap(IReplayProducers producers) => new ProducersDecorator(producers, inner => new Producer(inner));

    private sealed class Producer(IStreamProducer inner) : ProducerDecorator(inner)
    {
        public override Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            // Copies, lest the bug shows by memory that is used again.
            _ = PutUnwatchedAsync(stream, [.. records.Select(record => record with { Data = record.Data.ToArray() })]);
            return Task.FromResult<IReadOnlyList<PutResult>>([]);
        }

        private async Task PutUnwatchedAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records)
        {
            try { await Inner.PutAsync(stream, records, CancellationToken.None); }
            catch (Exception error) when (error is PlatformException or ObjectDisposedException) { /* Nobody looks. */ }
        }
    }
}

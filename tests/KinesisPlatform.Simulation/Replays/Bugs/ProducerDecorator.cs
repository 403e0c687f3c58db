using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Hands on what a bug leaves alone.</summary>
internal abstract class ProducerDecorator(IStreamProducer inner) : IStreamProducer
{
    protected IStreamProducer Inner => inner;

    public ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken) => inner.EnqueueAsync(stream, record, cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public abstract Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken);
}

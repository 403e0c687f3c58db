using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>
/// A consumer whose process ends now and then: before a version is put, before or after the state is written, or after the version is confirmed. State and versions
/// are durable; the next process starts at the last checkpoint, which is only ever behind what has been applied.
/// </summary>
internal sealed class CrashingConsumer(Random random)
{
    private readonly InMemoryVersionStore<int> _versions = new();
    private readonly Dictionary<int, RecordVersion> _written = [];
    private Delivery _current = null!;

    public Dictionary<int, string> State { get; } = [];

    public bool WentBack { get; private set; }

    public void Consume(IReadOnlyList<Delivery> deliveries)
    {
        for (var checkpoint = 0; checkpoint < deliveries.Count;)
        {
            var applier = new ReplayAwareApplier<int>(new CrashingStore(_versions, MayCrash), WriteAsync);
            checkpoint = Run(applier, deliveries, checkpoint);
        }
    }

    /// <returns>The checkpoint when the process ended.</returns>
    private int Run(ReplayAwareApplier<int> applier, IReadOnlyList<Delivery> deliveries, int checkpoint)
    {
        for (var i = checkpoint; i < deliveries.Count; i++)
        {
            _current = deliveries[i];
            var applied = applier.ApplyAsync(_current.Key, _current.Record, default).AsTask();
            if (applied.IsFaulted) return checkpoint;
            Assert.NotEqual(ApplyOutcome.Overtaken, applied.Result);
            if (random.Next(3) == 0) checkpoint = i + 1;
        }
        return deliveries.Count;
    }

    private ValueTask WriteAsync(int key, ReplayRecord record, CancellationToken cancellationToken)
    {
        MayCrash();
        WentBack |= _written.TryGetValue(key, out var before) && before > record.Version;
        _written[key] = record.Version;
        History.Apply(State, _current);
        MayCrash();
        return default;
    }

    private void MayCrash()
    {
        if (random.Next(40) == 0) throw new IOException("The process ends here.");
    }

    private sealed class CrashingStore(InMemoryVersionStore<int> store, Action mayCrash) : IVersionStore<int>
    {
        public ValueTask<StoredVersion?> GetAsync(int key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

        public async ValueTask<bool> TryRaiseAsync(int key, RecordVersion version, CancellationToken cancellationToken)
        {
            mayCrash();
            var raised = await store.TryRaiseAsync(key, version, cancellationToken);
            mayCrash();
            return raised;
        }

        public async ValueTask<bool> ConfirmAsync(int key, RecordVersion version, CancellationToken cancellationToken)
        {
            mayCrash();
            var confirmed = await store.ConfirmAsync(key, version, cancellationToken);
            mayCrash();
            return confirmed;
        }
    }
}

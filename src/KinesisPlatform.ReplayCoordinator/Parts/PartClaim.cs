using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>
/// The right to send one part. It ends by itself when no checkpoint renews it in time, before anybody else may claim the part: a worker that was paused, or
/// cut off from the store, stops. (What a worker had on the wire then may still arrive; replayed records carry what consumers need to cope.)
/// One caller at a time.
/// </summary>
internal sealed class PartClaim : IDisposable
{
    private readonly PartStore _store;
    private readonly string _replayId;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost;
    private ETag _etag;

    public PartClaim(PartStore store, string replayId, ReplayPart part, ETag etag, TimeSpan lease, TimeProvider time)
    {
        (_store, _replayId, _etag, _lease, _time) = (store, replayId, etag, lease, time);
        Part = part;
        _lost = new(lease, time);
    }

    /// <summary>The part as of the last checkpoint.</summary>
    public ReplayPart Part { get; private set; }

    /// <summary>Cancelled when the claim has ended.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Records how far the part is and renews the claim.</summary>
    /// <exception cref="PlatformException">Fenced: somebody else has the part. Unavailable: the store does not answer.</exception>
    public Task CheckpointAsync(PartPosition? position, ReplayCounts counts, double recordsPerSecond, double bytesPerSecond, CancellationToken cancellationToken) =>
        PutAsync(Next(position, counts) with { LeaseUntil = _time.GetUtcNow() + _lease, RecordsPerSecond = recordsPerSecond, BytesPerSecond = bytesPerSecond }, cancellationToken);

    /// <summary>Records the end of the part.</summary>
    /// <inheritdoc cref="CheckpointAsync" path="/exception"/>
    public Task CompleteAsync(PartPosition? position, ReplayCounts counts, CancellationToken cancellationToken) =>
        PutAsync(Next(position, counts) with { LeaseUntil = null, RecordsPerSecond = 0, BytesPerSecond = 0, IsDone = true }, cancellationToken);

    /// <summary>Lets others have the part at once.</summary>
    /// <inheritdoc cref="CheckpointAsync" path="/exception"/>
    public Task ReleaseAsync(PartPosition? position, ReplayCounts counts, CancellationToken cancellationToken) =>
        PutAsync(Next(position, counts) with { LeaseUntil = null, RecordsPerSecond = 0, BytesPerSecond = 0 }, cancellationToken);

    public void Dispose() => _lost.Dispose();

    private ReplayPart Next(PartPosition? position, ReplayCounts counts) =>
        Part with { Checkpoint = Part.Checkpoint + 1, Position = position, Counts = counts };

    private async Task PutAsync(ReplayPart next, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        if (await _store.PutAsync(_replayId, next, _etag, cancellationToken) is not { } etag)
        {
            await _lost.CancelAsync();
            ThrowIfLost();
            return;
        }
        _etag = etag;
        Part = next;
        if (next.LeaseUntil is { } until) _lost.CancelAfter(Max(until - _time.GetUtcNow(), TimeSpan.Zero));
    }

    public void ThrowIfLost()
    {
        if (_lost.IsCancellationRequested)
            throw new PlatformException(FailureKind.Fenced, $"Part {Part.Number} of replay {_replayId} belongs to another worker now: this one stops.");
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Writes a run's checkpoints, dead letters first. Safe for concurrent callers.</summary>
internal sealed class PartCheckpointer(string replayId, PartClaim claim, PartProgress progress, DeadLetterStore letters, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private DateTimeOffset _last = time.GetUtcNow();
    private ReplayCounts _lastCounts = claim.Part.Counts;
    private int _letterPutCount;

    /// <inheritdoc cref="PartClaim.CheckpointAsync"/>
    public Task CheckpointAsync(CancellationToken cancellationToken) => WriteAsync((position, counts) =>
    {
        var (records, bytes) = Rates(counts);
        return claim.CheckpointAsync(position, counts, records, bytes, cancellationToken);
    }, cancellationToken);

    /// <inheritdoc cref="PartClaim.CompleteAsync"/>
    public Task CompleteAsync(CancellationToken cancellationToken) => WriteAsync((position, counts) => claim.CompleteAsync(position, counts, cancellationToken), cancellationToken);

    /// <inheritdoc cref="PartClaim.ReleaseAsync"/>
    public Task ReleaseAsync(CancellationToken cancellationToken) => WriteAsync((position, counts) => claim.ReleaseAsync(position, counts, cancellationToken), cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task WriteAsync(Func<PartPosition?, ReplayCounts, Task> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            claim.ThrowIfLost();
            var (position, counts, pending) = progress.Read();
            if (pending.Length > 0) await letters.PutAsync(replayId, claim.Part.Number, claim.Part.Checkpoint + 1, claim.Part.Epoch, ++_letterPutCount, pending, cancellationToken);
            await write(position, counts);
            progress.Forget(pending.Length);
        }
        finally
        {
            _gate.Release();
        }
    }

    private (double Records, double Bytes) Rates(ReplayCounts counts)
    {
        var now = time.GetUtcNow();
        var (seconds, last) = ((now - _last).TotalSeconds, _lastCounts);
        (_last, _lastCounts) = (now, counts);
        return seconds > 0 ? ((counts.Sent - last.Sent) / seconds, (counts.SentBytes - last.SentBytes) / seconds) : (0, 0);
    }
}

using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>When one part may send: its part of the replay's limits, and the replay's clock. May be changed while records are taken; one taker at a time.</summary>
internal sealed class PartPace(TimeProvider time)
{
    /// <summary>So much is sent at once: a tenth of a second's worth keeps a slow pace smooth. More where the put before took longer: what was not used meanwhile goes with the next.</summary>
    private const double ChunkSeconds = 0.1;

    /// <summary>A wait looks again so often, as the pace may have been changed.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(0.25);

    private readonly RateLimit _records = new(time), _bytes = new(time);
    private volatile Spacing? _spacing;

    public double RecordsPerSecond
    {
        get => _records.PerSecond;
        set => _records.PerSecond = value;
    }

    public double BytesPerSecond
    {
        get => _bytes.PerSecond;
        set => _bytes.PerSecond = value;
    }

    /// <summary>Keeps records' original spacing; null not to.</summary>
    public void Space(ReplayClock? clock, double? speed) => _spacing = clock is null || speed is not { } factor ? null : new(clock, factor);

    /// <summary>How late a record is by the replay's clock; negative when it is not due yet, null when there is no clock.</summary>
    public TimeSpan? Late(DateTimeOffset arrivedAt) => _spacing is { } spacing ? time.GetUtcNow() - spacing.Clock.DueAt(arrivedAt, spacing.Speed) : null;

    public int ChunkRecordsMax(int limit) => (int)Math.Clamp(ChunkOf(_records), 1, limit);

    public long ChunkBytesMax(long limit) => (long)Math.Clamp(ChunkOf(_bytes), 1, limit);

    /// <summary>Whether a record goes with one that arrived earlier: within the tenth of a second in which a chunk may go.</summary>
    public bool GoesWith(DateTimeOffset first, DateTimeOffset next) => _spacing is not { } spacing || (next - first) / spacing.Speed <= TimeSpan.FromSeconds(ChunkSeconds);

    /// <summary>Waits until so much may be sent.</summary>
    /// <param name="arrivedAt">Of the last of the records: none goes before its time.</param>
    public async Task TakeAsync(int records, long bytes, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = Max(_records.Wait(), _bytes.Wait(), -(Late(arrivedAt) ?? TimeSpan.Zero));
            if (wait <= TimeSpan.Zero) break;
            await Task.Delay(wait < LookAgain ? Whole(wait) : LookAgain, time, cancellationToken);
        }
        _records.Take(records);
        _bytes.Take(bytes);
    }

    private static double ChunkOf(RateLimit limit) => Math.Ceiling(Math.Max(limit.PerSecond * ChunkSeconds, limit.Credit()));

    /// <summary>Up to the millisecond: a delay counts whole ones, and would not wait for less.</summary>
    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private static TimeSpan Max(TimeSpan a, TimeSpan b, TimeSpan c) => a > b ? (a > c ? a : c) : b > c ? b : c;

    private sealed record Spacing(ReplayClock Clock, double Speed);
}

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Limits records per second. What was not used is kept for at most <see cref="CreditMax"/>. One taker at a time.</summary>
internal sealed class RecordPace(TimeProvider time)
{
    private static readonly TimeSpan CreditMax = TimeSpan.FromSeconds(1);

    /// <summary>So many records are sent at once at most: a tenth of a second's worth keeps a slow pace smooth.</summary>
    private const double ChunkSeconds = 0.1;

    private DateTimeOffset _next = time.GetUtcNow();
    private double _recordsPerSecond = double.PositiveInfinity;

    /// <summary>May be changed while records are taken; infinite for no limit.</summary>
    public double RecordsPerSecond
    {
        get => Volatile.Read(ref _recordsPerSecond);
        set => Volatile.Write(ref _recordsPerSecond, value);
    }

    public int ChunkRecordsMax(int limit) => (int)Math.Clamp(Math.Ceiling(RecordsPerSecond * ChunkSeconds), 1, limit);

    /// <summary>Waits until <paramref name="count"/> records may be sent.</summary>
    public async Task TakeAsync(int count, CancellationToken cancellationToken)
    {
        var rate = RecordsPerSecond;
        if (double.IsPositiveInfinity(rate)) return;
        var now = time.GetUtcNow();
        var due = _next > now - CreditMax ? _next : now - CreditMax;
        _next = due + TimeSpan.FromSeconds(count / rate);
        if (due > now) await Task.Delay(due - now, time, cancellationToken);
    }
}

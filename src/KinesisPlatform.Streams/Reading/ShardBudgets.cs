namespace KinesisPlatform.Streams.Reading;

/// <summary>The budgets of the shards that are being read, one for each shard however many read it, and of those that were just now.</summary>
internal sealed class ShardBudgets(StreamsOptions options, TimeProvider time)
{
    private const int SweepFirst = 64;

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / options.GetRecordsPerShardPerSecond);
    private readonly Lock _gate = new();
    private readonly Dictionary<(StreamName Stream, ShardId Shard), Entry> _entries = [];
    private int _sweepAt = SweepFirst;

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>The shard's budget, for a reader to dispose the share of when it has ended.</summary>
    public Share Join(StreamName stream, ShardId shard)
    {
        lock (_gate)
        {
            if (_entries.Count >= _sweepAt) Sweep();
            if (!_entries.TryGetValue((stream, shard), out var entry)) _entries.Add((stream, shard), entry = new(new(_interval, options.ReadBytesPerShardPerSecond, time)));
            entry.ReaderCount++;
            return new(this, entry);
        }
    }

    // A budget outlives its readers for as long as it holds calls back: a reader that starts anew must not call anew at once.
    private void Sweep()
    {
        foreach (var (key, _) in _entries.Where(e => e.Value.ReaderCount == 0 && e.Value.Budget.IsUntouched).ToList()) _entries.Remove(key);
        _sweepAt = Math.Max(SweepFirst, _entries.Count * 2);
    }

    internal sealed class Entry(ShardBudget budget)
    {
        public ShardBudget Budget { get; } = budget;

        public int ReaderCount { get; set; }
    }

    /// <summary>One reader's part in a budget.</summary>
    internal readonly struct Share(ShardBudgets owner, Entry entry) : IDisposable
    {
        public ShardBudget Budget => entry.Budget;

        public void Dispose()
        {
            lock (owner._gate) entry.ReaderCount--;
        }
    }
}

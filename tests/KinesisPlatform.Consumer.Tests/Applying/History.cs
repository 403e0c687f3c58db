using System.Globalization;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>
/// What happens to a stream and its consumer, decided by a list of numbers: live records of four keys, some deleted, some aggregated, in one, two or four shards
/// that are merged and split between; replays of any part of what is archived, overwriting or not, compacted or not, while they and live records are consumed at any pace, each
/// source in order but read again from an earlier place now and then.
/// </summary>
internal sealed class History
{
    private const int KeyCount = 4;

    private readonly List<Delivery> _live = [];
    private readonly List<Job> _jobs = [];
    private readonly List<Delivery> _deliveries = [];
    // The live records' place, then each job's.
    private readonly List<int> _cursors = [0];
    // Two digits that become three: numbers, not text, have to be compared.
    private int _sequenceNumber = 90;
    private int _shardCount = 2;
    private readonly bool _overwrites;

    /// <param name="overwrites">Whether some replays overwrite.</param>
    public History(IReadOnlyList<int> choices, bool overwrites = true)
    {
        _overwrites = overwrites;
        foreach (var choice in choices) Step(choice % 9, choice / 9);
        for (var source = 0; source < _cursors.Count; source++)
            while (Deliver((source + choices.Count) % _cursors.Count)) { }
    }

    /// <summary>Everything at least once.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <summary>What of the claim's situations is in it.</summary>
    public (bool Duplicates, bool ReplaysAtOnce, bool Resharding, bool Compaction) Situations { get; private set; }

    /// <summary>What the live records alone make, once each and in order.</summary>
    public Dictionary<int, string> LiveState()
    {
        var state = new Dictionary<int, string>();
        foreach (var record in _live) Apply(state, record);
        return state;
    }

    /// <summary>
    /// The rule in words, without a version in it: the state is what the live records alone would make, in order, if each overwriting replay's records had stood
    /// between them, all at once, where its fence is; of two with one fence, in the order in which they were requested.
    /// </summary>
    public Dictionary<int, string> ExpectedState()
    {
        var state = new Dictionary<int, string>();
        for (var count = 0; count <= _live.Count; count++)
        {
            if (count > 0) Apply(state, _live[count - 1]);
            foreach (var job in _jobs.Where(j => j.IsOverwrite).OrderBy(j => j.Id, StringComparer.Ordinal))
                foreach (var record in job.Records.Where(r => job.FenceOf(r.Key, _live) == count)) Apply(state, record);
        }
        return state;
    }

    public static void Apply(Dictionary<int, string> state, Delivery delivery)
    {
        if (delivery.Value is null) state.Remove(delivery.Key);
        else state[delivery.Key] = delivery.Value;
    }

    public override string ToString() => string.Join(", ", _deliveries.Select(d => $"{d.Key}={d.Value ?? "deleted"} ({d.Record.Version})"));

    private void Step(int action, int choice)
    {
        if (action <= 2) Put(choice);
        else if (action == 3) Plan(choice);
        else if (action <= 6) Deliver(choice % _cursors.Count);
        else if (action == 7) Rewind(choice % _cursors.Count, choice / _cursors.Count % 4);
        else Reshard(1 << choice % 3);
    }

    private void Put(int choice)
    {
        _sequenceNumber += 1 + choice % 3;
        var recordCount = choice / 3 % 4 == 0 ? 2 : 1;
        for (var sub = 0; sub < recordCount; sub++)
            _live.Add(Delivery.Live((choice / 12 + sub * 2 * (choice / 48 % 2)) % KeyCount, _sequenceNumber, sub, isTombstone: choice / 96 % 5 == sub, _shardCount));
    }

    private void Plan(int choice)
    {
        // The version may be behind the stream, and never holds half of an aggregate.
        var pinnedCount = Math.Max(0, _live.Count - choice % 4);
        while (pinnedCount > 0 && pinnedCount < _live.Count && _live[pinnedCount].Record.Original.SubSequenceNumber > 0) pinnedCount++;
        // A replay requested earlier may be planned later.
        var id = string.Create(CultureInfo.InvariantCulture, $"20260101T12000{choice / 4 % 10}000Z-{_jobs.Count:x6}");
        var selection = choice / 40;
        var compaction = (Compaction)((selection >> 13) % 3);
        _jobs.Add(Job.Plan(id, _overwrites && selection % 2 == 1, compaction, _live, pinnedCount, i => (selection >> (1 + i % 12) & 1) == 0));
        var isAnotherUnderWay = Enumerable.Range(1, _jobs.Count - 1).Any(job => _cursors[job] < _jobs[job - 1].Records.Count);
        if (_jobs[^1].Records.Count > 0) Situations = Situations with { ReplaysAtOnce = Situations.ReplaysAtOnce || isAnotherUnderWay, Compaction = Situations.Compaction || compaction != Compaction.None };
        _cursors.Add(0);
    }

    private bool Deliver(int source)
    {
        var records = source == 0 ? _live : _jobs[source - 1].Records;
        if (_cursors[source] >= records.Count) return false;
        _deliveries.Add(records[_cursors[source]++]);
        return true;
    }

    private void Rewind(int source, int recordCount)
    {
        var to = Math.Max(0, _cursors[source] - recordCount);
        Situations = Situations with { Duplicates = Situations.Duplicates || to < _cursors[source] };
        _cursors[source] = to;
    }

    private void Reshard(int shardCount)
    {
        Situations = Situations with { Resharding = Situations.Resharding || (shardCount != _shardCount && _jobs.Count > 0) };
        _shardCount = shardCount;
    }
}

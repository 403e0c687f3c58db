using System.Collections;

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>The records of several batches as one list, without a copy of any. Quick in order; reading it is not safe for concurrent callers.</summary>
internal sealed class BatchedRecords : IReadOnlyList<StreamRecord>
{
    private readonly List<(IReadOnlyList<StreamRecord> Records, int Start)> _batches = [];
    private int _current;

    public int Count { get; private set; }

    public StreamRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            while (index < _batches[_current].Start) _current--;
            while (index >= _batches[_current].Start + _batches[_current].Records.Count) _current++;
            return _batches[_current].Records[index - _batches[_current].Start];
        }
    }

    public void Add(IReadOnlyList<StreamRecord> records)
    {
        if (records.Count == 0) return;
        _batches.Add((records, Count));
        Count += records.Count;
    }

    public IEnumerator<StreamRecord> GetEnumerator()
    {
        foreach (var (records, _) in _batches)
            for (var i = 0; i < records.Count; i++) yield return records[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

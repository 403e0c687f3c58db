namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <summary>The records of a shard, numbered from 1 without gaps, so that a number leads to its record directly. Not thread-safe: the stream's lock guards it.</summary>
internal sealed class ShardLog
{
    private readonly List<LogSegment> _segments = [];
    private ulong _firstNumber = 1;
    private long _lastArrivedAtMilliseconds;

    /// <summary>Number of the next record to be put.</summary>
    public ulong NextNumber { get; private set; } = 1;

    /// <returns>The record's number, and its arrival: never before that of the record before it, even if the clock was set back.</returns>
    public (ulong Number, long ArrivedAtMilliseconds) Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, long nowMilliseconds)
    {
        var length = key.Length + data.Length;
        if (_segments.Count == 0 || !_segments[^1].HasRoomFor(length)) _segments.Add(new(NextNumber, length));
        _lastArrivedAtMilliseconds = Math.Max(_lastArrivedAtMilliseconds, nowMilliseconds);
        _segments[^1].Append(key, data, _lastArrivedAtMilliseconds);
        return (NextNumber++, _lastArrivedAtMilliseconds);
    }

    /// <summary>Forgets the records that arrived before the horizon.</summary>
    /// <returns>Bytes of payload that were freed.</returns>
    public long Trim(long horizonMilliseconds)
    {
        var freed = 0L;
        var expired = 0;
        while (expired < _segments.Count && _segments[expired].LastArrivedAtMilliseconds < horizonMilliseconds) freed += _segments[expired++].PayloadBytes;
        _segments.RemoveRange(0, expired);
        _firstNumber = Math.Max(_firstNumber, _segments.Count == 0 ? NextNumber : _segments[0].FirstNumberAt(horizonMilliseconds));
        return freed;
    }

    public long PayloadBytes => _segments.Sum(s => (long)s.PayloadBytes);

    /// <summary>Number of the first record at or after the time; <see cref="NextNumber"/> if there is none.</summary>
    public ulong FirstNumberAt(long unixMilliseconds)
    {
        var (low, high) = (0, _segments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_segments[middle].LastArrivedAtMilliseconds < unixMilliseconds) low = middle + 1;
            else high = middle;
        }
        return low == _segments.Count ? NextNumber : Math.Max(_firstNumber, _segments[low].FirstNumberAt(unixMilliseconds));
    }

    /// <summary>Records from a number on (from the trim horizon, if the number is older): at most so many, and at most so many bytes.</summary>
    public ShardRead Read(ulong from, int countMax, long bytesMax)
    {
        var next = Math.Max(from, _firstNumber);
        if (next >= NextNumber) return new([], next, null);
        var slices = new List<RecordSlice>();
        var segment = SegmentOf(next);
        var (countLeft, bytesLeft) = (countMax, bytesMax);
        for (; segment < _segments.Count && countLeft > 0; segment++)
        {
            var slice = _segments[segment].Slice(next, ref countLeft, ref bytesLeft);
            if (slice.Count > 0) slices.Add(slice);
            next += (ulong)slice.Count;
            if (next < _segments[segment].EndNumber) break;
        }
        return new(slices, next, next < NextNumber ? ArrivedAt(next) : null);
    }

    private long ArrivedAt(ulong number)
    {
        var (count, bytes) = (1, long.MaxValue);
        return _segments[SegmentOf(number)].Slice(number, ref count, ref bytes)[0].ArrivedAtMilliseconds;
    }

    private int SegmentOf(ulong number)
    {
        var (low, high) = (0, _segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].FirstNumber <= number) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}

namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <summary>A stretch of a shard's records, one after another in one array: a million small records cost few objects. Not thread-safe.</summary>
internal sealed class LogSegment(ulong firstNumber, int capacity)
{
    public const int BytesMax = 1 << 20;
    private const int BytesMin = 4 << 10;

    private byte[] _content = new byte[Math.Max(capacity, BytesMin)];
    private RecordEntry[] _entries = new RecordEntry[32];
    private int _length;

    public ulong FirstNumber => firstNumber;

    public int Count { get; private set; }

    /// <summary>The number that follows the last record's.</summary>
    public ulong EndNumber => firstNumber + (ulong)Count;

    public long LastArrivedAtMilliseconds => _entries[Count - 1].ArrivedAtMilliseconds;

    /// <summary>Payload that is held, without the room that is still free.</summary>
    public int PayloadBytes => _length;

    public bool HasRoomFor(int length) => Count == 0 || _length + length <= BytesMax;

    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, long arrivedAtMilliseconds)
    {
        var length = key.Length + data.Length;
        // Readers may hold the former arrays: growing replaces them, nothing in them changes.
        if (_length + length > _content.Length) Array.Resize(ref _content, Math.Max(_length + length, Math.Min(_content.Length * 2, BytesMax)));
        if (Count == _entries.Length) Array.Resize(ref _entries, _entries.Length * 2);
        key.CopyTo(_content.AsSpan(_length));
        data.CopyTo(_content.AsSpan(_length + key.Length));
        _entries[Count++] = new(_length, key.Length, data.Length, arrivedAtMilliseconds);
        _length += length;
    }

    /// <summary>Number of the first record that arrived at the time or later; <see cref="EndNumber"/> if none did.</summary>
    public ulong FirstNumberAt(long unixMilliseconds)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].ArrivedAtMilliseconds < unixMilliseconds) low = middle + 1;
            else high = middle;
        }
        return firstNumber + (ulong)low;
    }

    /// <summary>Records from a number on, at most <paramref name="countMax"/> and <paramref name="bytesMax"/>. Takes what it read off both.</summary>
    public RecordSlice Slice(ulong from, ref int countMax, ref long bytesMax)
    {
        var first = (int)(from - firstNumber);
        var end = first;
        while (end < Count && countMax > 0 && _entries[end].Length <= bytesMax)
        {
            bytesMax -= _entries[end].Length;
            countMax--;
            end++;
        }
        return new(_content, _entries, first, end - first, from);
    }
}

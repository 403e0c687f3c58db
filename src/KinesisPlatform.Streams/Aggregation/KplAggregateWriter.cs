using System.Buffers;
using System.Numerics;
using System.Text;

namespace KinesisPlatform.Streams.Aggregation;

/// <summary>Writes aggregates, all but their checksum. See <see cref="KplAggregate"/> for the format.</summary>
internal static class KplAggregateWriter
{
    private const int NoIndex = -1;

    /// <param name="allocate">Gives an array of at least so many bytes.</param>
    /// <returns>An aggregate whose checksum is still to be written, see <see cref="KplFrame.Seal"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="records"/> is empty.</exception>
    public static Memory<byte> Write(IReadOnlyList<OutgoingRecord> records, Func<int, byte[]> allocate)
    {
        if (records is not { Count: > 0 }) throw new ArgumentException("An aggregate holds at least one record.", nameof(records));
        var places = ArrayPool<Place>.Shared.Rent(records.Count);
        try
        {
            var (partitionKeys, explicitHashKeys) = (new KeyTable(), new KeyTable());
            var bytes = KplFrame.HeadBytes + KplFrame.ChecksumBytes;
            for (var i = 0; i < records.Count; i++)
            {
                places[i] = PlaceOf(records[i], partitionKeys, explicitHashKeys);
                bytes += FieldBytes(places[i].InnerBytes);
            }
            bytes += partitionKeys.Bytes + explicitHashKeys.Bytes;
            var output = allocate(bytes).AsMemory(0, bytes);
            KplFrame.Magic.CopyTo(output.Span);
            var rest = output.Span[KplFrame.HeadBytes..];
            partitionKeys.Write(KplAggregate.PartitionKeyTable, ref rest);
            explicitHashKeys.Write(KplAggregate.ExplicitHashKeyTable, ref rest);
            for (var i = 0; i < records.Count; i++) WriteRecord(records[i].Data.Span, places[i], ref rest);
            return output;
        }
        finally
        {
            ArrayPool<Place>.Shared.Return(places);
        }
    }

    private static Place PlaceOf(OutgoingRecord record, KeyTable partitionKeys, KeyTable explicitHashKeys)
    {
        var partitionKey = partitionKeys.IndexOf(record.PartitionKey);
        var explicitHashKey = record.ExplicitHashKey is { } key ? explicitHashKeys.IndexOf(key) : NoIndex;
        var inner = NumberBytes(partitionKey) + FieldBytes(record.Data.Length);
        return new(partitionKey, explicitHashKey, explicitHashKey == NoIndex ? inner : inner + NumberBytes(explicitHashKey));
    }

    private static void WriteRecord(ReadOnlySpan<byte> data, Place place, ref Span<byte> rest)
    {
        WriteHead(KplAggregate.Records, place.InnerBytes, ref rest);
        WriteHead(KplAggregate.PartitionKeyIndex, place.PartitionKey, ref rest);
        if (place.ExplicitHashKey != NoIndex) WriteHead(KplAggregate.ExplicitHashKeyIndex, place.ExplicitHashKey, ref rest);
        WriteHead(KplAggregate.Data, data.Length, ref rest);
        data.CopyTo(rest);
        rest = rest[data.Length..];
    }

    /// <summary>A tag and the number behind it.</summary>
    private static void WriteHead(byte tag, int number, ref Span<byte> rest)
    {
        rest[0] = tag;
        var (length, value) = (1, (uint)number);
        for (; value >= 0x80; value >>= 7) rest[length++] = (byte)(value | 0x80);
        rest[length++] = (byte)value;
        rest = rest[length..];
    }

    /// <summary>A field of so many bytes, with its tag and length.</summary>
    public static int FieldBytes(int bytes) => NumberBytes(bytes) + bytes;

    /// <summary>A number with its tag.</summary>
    public static int NumberBytes(int value) => 1 + VarintBytes(value);

    // Seven bits a byte.
    private static int VarintBytes(int value) => (BitOperations.Log2((uint)value | 1) + 7) / 7;

    /// <summary>A record's indexes, and the bytes of its message.</summary>
    private readonly record struct Place(int PartitionKey, int ExplicitHashKey, int InnerBytes);

    /// <summary>Distinct keys in the order of their first use.</summary>
    private sealed class KeyTable
    {
        private readonly Dictionary<string, int> _indexes = [];
        private readonly List<string> _keys = [];
        private int _last;

        public int Bytes { get; private set; }

        public int IndexOf(string key)
        {
            // Records of one key are often next to each other.
            if (_keys.Count > 0 && ReferenceEquals(_keys[_last], key)) return _last;
            if (!_indexes.TryGetValue(key, out _last))
            {
                _last = _keys.Count;
                _indexes.Add(key, _last);
                _keys.Add(key);
                Bytes += FieldBytes(Encoding.UTF8.GetByteCount(key));
            }
            return _last;
        }

        public void Write(byte tag, ref Span<byte> rest)
        {
            foreach (var key in _keys)
            {
                WriteHead(tag, Encoding.UTF8.GetByteCount(key), ref rest);
                rest = rest[Encoding.UTF8.GetBytes(key, rest)..];
            }
        }
    }
}

using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Writing;

/// <summary>The entries of one request.</summary>
internal sealed class PutBatch(int entryCountMax, int bytesMax)
{
    private readonly List<PutUnit> _units = [];
    private readonly List<byte[]> _rented = [];
    private int _entryCountMax = entryCountMax;

    public IReadOnlyList<PutUnit> Units => _units;

    public int Bytes { get; private set; }

    public int RecordCount { get; private set; }

    public int RoomBytes => bytesMax - Bytes;

    /// <summary>The first record's: a request belongs to one trace only.</summary>
    public Activity? Activity => _units[0].Head.Activity;

    /// <summary>Whether such a unit would fit. The first always does.</summary>
    public bool Fits(PendingRecord head, int bytes) =>
        _units.Count == 0 || (_units.Count < Math.Min(_entryCountMax, head.CompanyMax) && bytes <= RoomBytes);

    public void Add(in PutUnit unit)
    {
        _units.Add(unit);
        _entryCountMax = Math.Min(_entryCountMax, unit.Head.CompanyMax);
        Bytes += unit.Bytes;
        RecordCount += unit.RecordCount;
    }

    /// <summary>What the request is made of; until <see cref="Release"/>. Aggregates are packed now, and their checksums computed together.</summary>
    public PutEntry[] ToEntries()
    {
        var entries = new PutEntry[_units.Count];
        List<Memory<byte>> aggregates = [];
        for (var i = 0; i < entries.Length; i++)
        {
            var unit = _units[i];
            if (unit.UserRecords is null)
            {
                entries[i] = unit.ToEntry(unit.Head.Record.Data);
                continue;
            }
            var aggregate = KplAggregateWriter.Write(new Contents(unit.UserRecords), Rent);
            aggregates.Add(aggregate);
            entries[i] = unit.ToEntry(aggregate);
        }
        KplFrame.Seal(CollectionsMarshal.AsSpan(aggregates));
        return entries;
    }

    /// <summary>The request is over: nobody reads its entries any more.</summary>
    public void Release()
    {
        foreach (var array in _rented) ArrayPool<byte>.Shared.Return(array);
        _rented.Clear();
    }

    private byte[] Rent(int length)
    {
        var array = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(array);
        return array;
    }

    private sealed class Contents(IReadOnlyList<PendingRecord> records) : IReadOnlyList<OutgoingRecord>
    {
        public int Count => records.Count;

        public OutgoingRecord this[int index] => records[index].Record;

        public IEnumerator<OutgoingRecord> GetEnumerator() => records.Select(record => record.Record).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

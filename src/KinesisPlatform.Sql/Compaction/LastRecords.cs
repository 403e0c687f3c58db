using System.Runtime.InteropServices;

namespace KinesisPlatform.Sql.Compaction;

/// <summary>
/// The last record of each key and where it lies, for as many keys as fit a given memory. Keys are told apart by 128 bits of a hash; where they do not all fit, the
/// half of the keys that the next bit of their hashes selects is dropped, and left for another pass over the records.
/// </summary>
internal sealed unsafe class LastRecords : IDisposable
{
    // Each table grows by itself: what copying needs at once is a small part of the whole.
    private const int TableBits = 8;
    private const int TableSlotsMin = 64;
    private const double FillMax = 0.85;

    // Not the collector's memory: what tables outgrow has to be free at once.
    private readonly Table[] _tables = new Table[1 << TableBits];
    private readonly long _slotsMax;
    private long _slots;

    /// <param name="bytesMax">Memory of the tables.</param>
    /// <param name="pass">Which keys belong to this pass.</param>
    public LastRecords(long bytesMax, KeyPass pass)
    {
        _slotsMax = Math.Max(bytesMax / sizeof(Slot), (long)TableSlotsMin << (TableBits + 1));
        _slots = (long)TableSlotsMin << TableBits;
        Pass = pass;
        for (var i = 0; i < _tables.Length; i++) _tables[i] = new(TableSlotsMin);
    }

    /// <summary>The keys that are still held: fewer than asked for once <see cref="Dropped"/> holds others.</summary>
    public KeyPass Pass { get; private set; }

    /// <summary>What other passes have to do.</summary>
    public List<KeyPass> Dropped { get; } = [];

    public long KeyCount => _tables.Sum(table => (long)table.Count);

    /// <param name="key">A good hash of the key.</param>
    /// <param name="file">Index of the file that holds the record.</param>
    /// <param name="row">Its place in the file.</param>
    public void Add(UInt128 key, RecordPlace place, int file, long row)
    {
        if (!Pass.Holds(key)) return;
        ref var table = ref _tables[TableOf(key)];
        ref var slot = ref table.Find(key);
        if (slot.IsUsed)
        {
            var order = place.CompareTo(slot.Place);
            // Of two at one place it is the same one each time.
            if (order > 0 || (order == 0 && (file, row).CompareTo((slot.File, slot.Row)) > 0)) slot = new(key, place, file, checked((uint)row));
            return;
        }
        slot = new(key, place, file, checked((uint)row));
        table.Count++;
        if (table.IsFull) Grow(ref table);
    }

    /// <summary>Adds where the last records lie.</summary>
    public void AddTo(FileRows rows)
    {
        foreach (var table in _tables)
            foreach (ref readonly var slot in table.Slots)
                if (slot.IsUsed) rows.Add(slot.File, slot.Row);
    }

    public void Dispose()
    {
        foreach (ref var table in _tables.AsSpan()) table.Free();
    }

    private static int TableOf(UInt128 key) => (int)((ulong)key >> (64 - TableBits));

    private void Grow(ref Table table)
    {
        // By little: all tables are about as full as each other, and grow at the same time.
        var length = table.Length + table.Length / 4;
        if (_slots - table.Length + length > _slotsMax)
        {
            (Pass, var dropped) = Pass.Split();
            Dropped.Add(dropped);
            foreach (ref var other in _tables.AsSpan()) Rebuild(ref other, other.Length);
            // None of this table's keys may have been in the half: unlikely for a hash, but then it has to grow all the same.
            if (!table.IsFull) return;
        }
        _slots += length - table.Length;
        Rebuild(ref table, length);
    }

    private void Rebuild(ref Table table, int length)
    {
        var after = new Table(length);
        foreach (ref readonly var slot in table.Slots)
        {
            if (!slot.IsUsed || !Pass.Holds(slot.Key)) continue;
            after.Find(slot.Key) = slot;
            after.Count++;
        }
        table.Free();
        table = after;
    }

    /// <summary>Open addressing, one slot after the other.</summary>
    private struct Table(int length)
    {
        private Slot* _slots = (Slot*)NativeMemory.AllocZeroed((nuint)length, (nuint)sizeof(Slot));

        public int Length { get; } = length;

        public int Count { get; set; }

        public readonly bool IsFull => Count > Length * FillMax;

        public readonly Span<Slot> Slots => new(_slots, _slots is null ? 0 : Length);

        /// <returns>The key's slot, or the free one where it belongs.</returns>
        public readonly ref Slot Find(UInt128 key)
        {
            // The place in a table comes from the hash's upper half, the table from the top of the lower half, the pass from its bottom: each from bits of its own.
            var index = (int)Math.BigMul((ulong)(key >> 64), (ulong)Length, out _);
            while (true)
            {
                ref var slot = ref _slots[index];
                if (!slot.IsUsed || slot.Key == key) return ref slot;
                if (++index == Length) index = 0;
            }
        }

        public void Free()
        {
            NativeMemory.Free(_slots);
            _slots = null;
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly struct Slot
    {
        // Counted from 1, so that 0 is an empty slot.
        private readonly int _file;

        public Slot(UInt128 key, RecordPlace place, int file, uint row) => (KeyHigh, KeyLow, Place, _file, Row) = ((ulong)(key >> 64), (ulong)key, place, file + 1, row);

        private ulong KeyHigh { get; }

        private ulong KeyLow { get; }

        public UInt128 Key => new(KeyHigh, KeyLow);

        public RecordPlace Place { get; }

        public uint Row { get; }

        public int File => _file - 1;

        public bool IsUsed => _file != 0;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>Adds rows to a new file as <see cref="LiveLayout"/> has it. One caller at a time.</summary>
internal sealed class LiveFileWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly LiveLayout _layout;
    private readonly PayloadReader? _reader;
    private readonly PendingHeap _heap = new();
    private readonly PendingPayload _payload = new();
    private readonly PendingVector[] _columns;
    private readonly Action<long> _reserve;
    private readonly List<long> _blocks = [];
    private long _end;
    // By a write that failed: what there is of it lies where the next one begins.
    private long _reservedBytes;

    /// <param name="path">Of a file that is not there yet.</param>
    /// <param name="reserve">Called with the bytes that are about to be written, once where a write fails and is tried again; may refuse them by an exception.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public LiveFileWriter(string path, PayloadFields? fields, Action<long> reserve)
    {
        (_layout, _reader, _reserve) = (new(fields?.DuckDbType), fields is null ? null : new(fields), reserve);
        _columns = [.. _layout.Columns.Select(column => new PendingVector(column, _heap, _payload))];
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public int RowCount { get; private set; }

    /// <summary>Where the file ends, or will when its last block is full.</summary>
    public long LengthBytes => _end;

    /// <summary>Where its blocks begin.</summary>
    public IReadOnlyList<long> Blocks => _blocks;

    /// <exception cref="IOException">The disk is full, or fails; the records that it does not hold may be added again.</exception>
    public void Add(IReadOnlyList<StreamRecord> records)
    {
        for (var next = 0; next < records.Count;)
        {
            var count = Math.Min(records.Count - next, LiveLayout.BlockRows - RowCount % LiveLayout.BlockRows);
            if (_blocks.Count == RowCount / LiveLayout.BlockRows) Begin();
            Gather(records, next, count);
            Write(count);
            next += count;
        }
    }

    public void Dispose() => _file.Dispose();

    private void Begin()
    {
        _blocks.Add(_end);
        _end += _layout.BlockBytes;
    }

    // The columns in the archive's order.
    private void Gather(IReadOnlyList<StreamRecord> records, int first, int count)
    {
        _heap.Clear(_end);
        foreach (var column in _columns) column.Clear();
        Span<byte> sequence = stackalloc byte[SequenceNumber.DigitsMax];
        // Nearly all are of one shard.
        var (shard, shardSlot) = (default(ShardId), 0L);
        for (var row = 0; row < count; row++)
        {
            var record = records[first + row];
            if (row == 0 || record.ShardId != shard) (shard, shardSlot) = (record.ShardId, _heap.Add(Encoding.ASCII.GetBytes(record.ShardId.Value)));
            record.SequenceNumber.TryFormat(sequence, out var digits, default, null);
            _columns[0].SetSlot(row, shardSlot);
            _columns[1].SetSlot(row, _heap.Add(sequence[..digits]));
            _columns[2].Set(row, (long)record.SubSequenceNumber);
            _columns[3].SetSlot(row, _heap.Add(record.PartitionKey.Span));
            if (record.ExplicitHashKey is { } hashKey) _columns[4].SetSlot(row, _heap.Add(hashKey.Span));
            _columns[5].Set(row, (record.ArrivedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            var data = _heap.Add(record.Data.Span);
            _columns[6].SetSlot(row, data);
            if (_reader is null) continue;
            _payload.Begin(record.Data, data);
            _reader.Read(record.Data.Span, _columns[7], row);
        }
    }

    // Rows that readers know of are never touched again.
    private void Write(int count)
    {
        var bytes = _heap.Bytes.Length + (long)count * _layout.VectorCount * (LiveLayout.SlotBytes + 1);
        if (bytes > _reservedBytes)
        {
            _reserve(bytes - _reservedBytes);
            _reservedBytes = bytes;
        }
        RandomAccess.Write(_file.SafeFileHandle, _heap.Bytes.Span, _end);
        foreach (var column in _columns) Write(column, count);
        _reservedBytes -= bytes;
        _end += _heap.Bytes.Length;
        RowCount += count;
    }

    private void Write(PendingVector vector, int count)
    {
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(vector.Slots[..count]), LiveLayout.SlotAt(_blocks, vector.Index, RowCount));
        RandomAccess.Write(_file.SafeFileHandle, vector.Presence[..count], LiveLayout.PresenceAt(_blocks, vector.Index, RowCount));
        foreach (var member in vector.Children) Write((PendingVector)member, count);
    }
}

using System.Collections.Concurrent;
using System.Text;
using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.TableFunctions;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Table function <c>archive_rows(id)</c>: the records of a file being written, straight from memory.</summary>
internal sealed class RecordTable() : TableFunction("archive_rows")
{
    private readonly ConcurrentDictionary<long, IReadOnlyList<IReadOnlyList<StreamRecord>>> _files = new();
    private long _lastId;

    public override IReadOnlyList<DuckDbTypeId> Parameters => [DuckDbTypeId.BigInt];

    /// <returns>The id to select by.</returns>
    public long Add(IReadOnlyList<IReadOnlyList<StreamRecord>> runs)
    {
        var id = Interlocked.Increment(ref _lastId);
        _files[id] = runs;
        return id;
    }

    public void Remove(long id) => _files.TryRemove(id, out _);

    public override BoundTable Bind(TableArguments arguments) => new Table(_files[(long)arguments.Positional[0]!]);

    private sealed class Table(IReadOnlyList<IReadOnlyList<StreamRecord>> runs) : BoundTable
    {
        public override IReadOnlyList<TableColumn> Columns => ArchiveColumns.Table;

        public override long? RowCount => runs.Sum(run => (long)run.Count);

        public override ITableScan Open(IReadOnlyList<int> columns) => new Scan(runs, columns);
    }

    private sealed class Scan(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, IReadOnlyList<int> columns) : ITableScan
    {
        private readonly StreamRecord[] _rows = new StreamRecord[TableChunk.Capacity];
        private int _run, _record;
        private (ShardId Id, byte[] Utf8) _shard;

        public int Fill(TableChunk chunk)
        {
            var rows = Take();
            for (var i = 0; i < columns.Count; i++) Fill(chunk.Column(i), columns[i], rows);
            return rows.Length;
        }

        private ReadOnlySpan<StreamRecord> Take()
        {
            var count = 0;
            for (; _run < runs.Count; _run++, _record = 0)
            {
                for (; _record < runs[_run].Count; _record++)
                {
                    if (count == _rows.Length) return _rows;
                    _rows[count++] = runs[_run][_record];
                }
            }
            return _rows.AsSpan(0, count);
        }

        private void Fill(TableVector vector, int column, ReadOnlySpan<StreamRecord> rows)
        {
            switch (column)
            {
                case 0: for (var row = 0; row < rows.Length; row++) vector.SetBytes(row, Utf8(rows[row].ShardId)); break;
                case 1: FillSequenceNumbers(vector, rows); break;
                case 2: FillSubSequenceNumbers(vector.Values<int>(), rows); break;
                case 3: for (var row = 0; row < rows.Length; row++) vector.SetBytes(row, rows[row].PartitionKey.Span); break;
                case 4: FillHashKeys(vector, rows); break;
                case 5: for (var row = 0; row < rows.Length; row++) vector.SetTimestamp(row, rows[row].ArrivedAt); break;
                default: for (var row = 0; row < rows.Length; row++) vector.SetBytes(row, rows[row].Data.Span); break;
            }
        }

        private static void FillSequenceNumbers(TableVector vector, ReadOnlySpan<StreamRecord> rows)
        {
            Span<byte> digits = stackalloc byte[SequenceNumber.DigitsMax];
            for (var row = 0; row < rows.Length; row++)
            {
                rows[row].SequenceNumber.TryFormat(digits, out var length, default, null);
                vector.SetBytes(row, digits[..length]);
            }
        }

        private static void FillSubSequenceNumbers(Span<int> values, ReadOnlySpan<StreamRecord> rows)
        {
            for (var row = 0; row < rows.Length; row++) values[row] = rows[row].SubSequenceNumber;
        }

        private static void FillHashKeys(TableVector vector, ReadOnlySpan<StreamRecord> rows)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                if (rows[row].ExplicitHashKey is { } hashKey) vector.SetBytes(row, hashKey.Span);
                else vector.SetNull(row);
            }
        }

        private byte[] Utf8(ShardId shardId)
        {
            if (_shard.Utf8 is null || _shard.Id != shardId) _shard = (shardId, Encoding.UTF8.GetBytes(shardId.Value));
            return _shard.Utf8;
        }

        public void Dispose() => Array.Clear(_rows);
    }
}

using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.TableFunctions;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary><c>kinesis_live(index)</c>: the live records that the engine sent under an index.</summary>
internal sealed class LiveFunction(IReadOnlyDictionary<int, List<LiveRow>> live) : TableFunction(FunctionName)
{
    public const string FunctionName = "kinesis_live";

    /// <summary>An index of no records.</summary>
    public const int Nothing = -1;

    public override IReadOnlyList<DuckDbTypeId> Parameters => [DuckDbTypeId.BigInt];

    public override BoundTable Bind(TableArguments arguments) =>
        new LiveTable(live.TryGetValue(checked((int)(long)arguments.Positional[0]!), out var rows) ? rows : []);

    private sealed class LiveTable(List<LiveRow> rows) : BoundTable
    {
        public override IReadOnlyList<TableColumn> Columns => ArchiveColumns.Table;

        public override long? RowCount => rows.Count;

        public override ITableScan Open(IReadOnlyList<int> columns) => new LiveScan(rows, columns);
    }

    private sealed class LiveScan(List<LiveRow> rows, IReadOnlyList<int> columns) : ITableScan
    {
        private int _next;

        public int Fill(TableChunk chunk)
        {
            var count = Math.Min(TableChunk.Capacity, rows.Count - _next);
            for (var i = 0; i < columns.Count; i++)
            {
                // Without any column of the table (count(*)), DuckDB asks for a row id, whose index lies beyond the columns.
                Fill(chunk.Column(i), columns[i], count);
            }
            _next += count;
            return count;
        }

        public void Dispose() { }

        private void Fill(TableVector vector, int column, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var row = rows[_next + i];
                switch (column)
                {
                    case 0: vector.SetBytes(i, row.ShardId.Span); break;
                    case 1: vector.SetBytes(i, row.SequenceNumber.Span); break;
                    case 2: vector.Values<int>()[i] = row.SubSequenceNumber; break;
                    case 3: vector.SetBytes(i, row.PartitionKey.Span); break;
                    case 4 when row.ExplicitHashKey is { } key: vector.SetBytes(i, key.Span); break;
                    case 4: vector.SetNull(i); break;
                    case 5: vector.Values<long>()[i] = row.ArrivedAtMicroseconds; break;
                    case 6: vector.SetBytes(i, row.Data.Span); break;
                }
            }
        }
    }
}

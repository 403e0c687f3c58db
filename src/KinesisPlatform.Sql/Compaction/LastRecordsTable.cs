using System.Text;
using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.TableFunctions;

namespace KinesisPlatform.Sql.Compaction;

/// <summary><c>last_records()</c>: what <see cref="LastRecordSearch"/> found, a row for each file, in their order.</summary>
internal sealed class LastRecordsTable() : TableFunction(FunctionName)
{
    public const string FunctionName = "last_records";

    // Names of shards do not have one.
    private const char Separator = ',';

    /// <summary>Set before it is selected from.</summary>
    public IReadOnlyList<FileLastRecords> Files { get; set; } = [];

    /// <summary>Reads a row of it.</summary>
    public static FileLastRecords Read(object?[] row) => new((byte[])row[0]!, ((string)row[1]!).Split(Separator, StringSplitOptions.RemoveEmptyEntries).ToHashSet());

    public override BoundTable Bind(TableArguments arguments) => new Bound(Files);

    private sealed class Bound(IReadOnlyList<FileLastRecords> files) : BoundTable
    {
        public override IReadOnlyList<TableColumn> Columns { get; } = [new("rows", DuckDbTypeId.Blob), new("shard_ids", DuckDbTypeId.Varchar)];

        public override long? RowCount => files.Count;

        public override ITableScan Open(IReadOnlyList<int> columns) => new Scan(files, columns);
    }

    private sealed class Scan(IReadOnlyList<FileLastRecords> files, IReadOnlyList<int> columns) : ITableScan
    {
        private int _next;

        public int Fill(TableChunk chunk)
        {
            var count = Math.Min(TableChunk.Capacity, files.Count - _next);
            for (var row = 0; row < count; row++, _next++)
            {
                for (var i = 0; i < columns.Count; i++) chunk.Column(i).SetBytes(row, columns[i] == 0 ? files[_next].Rows : Encoding.UTF8.GetBytes(string.Join(Separator, files[_next].ShardIds)));
            }
            return count;
        }

        public void Dispose() { }
    }
}

using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.TableFunctions;
using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary><c>kinesis_live(index)</c>: the live records of the plan's table of this index, with as much of <c>fields</c> as the table has.</summary>
internal sealed class LiveFunction() : TableFunction(FunctionName)
{
    public const string FunctionName = "kinesis_live";

    /// <summary>Of the statement that runs.</summary>
    public WorkerPlan? Plan { get; set; }

    public override IReadOnlyList<DuckDbTypeId> Parameters => [DuckDbTypeId.BigInt];

    public override BoundTable Bind(TableArguments arguments)
    {
        var plan = Plan!;
        var table = plan.Tables[checked((int)(long)arguments.Positional[0]!)];
        return new LiveTable(plan.Live[table.Live!.Value], table.Fields?.Type().DuckDbType);
    }

    private sealed class LiveTable(WorkerLive live, DuckDbType? fields) : BoundTable
    {
        public override IReadOnlyList<TableColumn> Columns { get; } =
            fields is null ? ArchiveColumns.Table : [.. ArchiveColumns.Table, new(PayloadFields.ColumnName, fields)];

        public override long? RowCount => live.Files.Sum(file => file.Rows.Sum(range => (long)range.Count));

        public override ITableScan Open(IReadOnlyList<int> columns)
        {
            var layout = new LiveLayout(live.Fields is null ? null : new PayloadFields(0, live.Fields, new HashSet<int>()).DuckDbType);
            var vectors = columns.Select(column => live.Files.Count == 0 ? null : layout.Columns[column].Narrow(Columns[column].Type));
            return new LiveScan(live.Files, [.. vectors]);
        }
    }
}

using System.Text;
using KinesisPlatform.DuckDb.TableFunctions;

namespace KinesisPlatform.DuckDb.Tests;

public sealed class TableFunctionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;
    private readonly Numbers _numbers = new();

    public TableFunctionTests()
    {
        _connection = _database.Connect();
        _connection.Register(_numbers);
    }

    [Fact]
    public void Select_AllColumns_GivesEveryRow()
    {
        using var result = _connection.Query("SELECT text, number, arrived FROM numbers(5000)");
        var next = 0L;
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++, next++)
            {
                Assert.Equal(next % 10 == 0 ? null : $"the number {next}", result.GetValue(0, row));
                Assert.Equal(next, result.GetValue(1, row));
                Assert.Equal(DateTimeOffset.UnixEpoch.AddMilliseconds(next), result.GetValue(2, row));
            }
        }
        Assert.Equal(5000, next);
        Assert.Equal(_numbers.Opened, _numbers.Disposed);
    }

    [Fact]
    public void Select_OneColumn_OpensOnlyThat()
    {
        Assert.Equal(10L, _connection.Scalar("SELECT count(arrived) FROM numbers(10)"));
        Assert.Equal([2], _numbers.Columns);
    }

    [Fact]
    public void Select_CountOfRows_Works() => Assert.Equal(3000L, _connection.Scalar("SELECT count(*) FROM numbers(3000)"));

    [Fact]
    public void Select_NamedParameter_IsPassed()
    {
        Assert.Equal(90L, _connection.Scalar("SELECT count(*) FROM numbers(100, since := timestamptz '1970-01-01 00:00:00.010Z')"));
        Assert.Equal(100L, _connection.Scalar("SELECT count(*) FROM numbers(100)"));
    }

    [Fact]
    public void Select_Limit_StopsEarly()
    {
        _connection.Execute("SELECT * FROM numbers(1000000000) LIMIT 3");
        Assert.Equal(_numbers.Opened, _numbers.Disposed);
    }

    [Theory]
    [InlineData("SELECT * FROM numbers(-1)", "cannot be negative")]
    [InlineData("SELECT * FROM numbers(666)", "cannot be opened")]
    [InlineData("SELECT * FROM numbers(667)", "cannot be read")]
    public void Select_FunctionThrows_IsASqlError(string sql, string message)
    {
        Assert.Contains(message, Assert.Throws<DuckDbException>(() => _connection.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.Equal(1L, _connection.Scalar("SELECT count(*) FROM numbers(1)"));
    }

    [Fact]
    public void Select_TextThatIsNotUtf8_IsAnErrorNotNull() =>
        Assert.Contains("not UTF-8", Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT text FROM numbers(668)")).Message, StringComparison.Ordinal);

    [Fact]
    public void Copy_FromFunction_WritesParquet()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            _connection.Execute($"COPY (SELECT * FROM numbers(5000)) TO '{path}' (FORMAT parquet)");
            Assert.Equal(4999L, _connection.Scalar($"SELECT max(number) FROM read_parquet('{path}')"));
        }
        finally { File.Delete(path); }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private sealed class Numbers() : TableFunction("numbers")
    {
        public int Opened, Disposed;
        public IReadOnlyList<int> Columns = [];

        public override IReadOnlyList<DuckDbTypeId> Parameters => [DuckDbTypeId.BigInt];

        public override IReadOnlyDictionary<string, DuckDbTypeId> NamedParameters => new Dictionary<string, DuckDbTypeId> { ["since"] = DuckDbTypeId.TimestampTz };

        public override BoundTable Bind(TableArguments arguments)
        {
            var count = (long)arguments.Positional[0]!;
            if (count < 0) throw new ArgumentException("The count cannot be negative.");
            var since = arguments.Named.GetValueOrDefault("since") as DateTimeOffset?;
            return new Table(this, count, since is { } time ? (long)(time - DateTimeOffset.UnixEpoch).TotalMilliseconds : 0);
        }

        private sealed class Table(Numbers numbers, long count, long first) : BoundTable
        {
            public override IReadOnlyList<TableColumn> Columns { get; } =
                [new("number", DuckDbTypeId.BigInt), new("text", DuckDbTypeId.Varchar), new("arrived", DuckDbTypeId.TimestampTz)];

            public override long? RowCount => count - first;

            public override ITableScan Open(IReadOnlyList<int> columns)
            {
                if (count == 666) throw new InvalidOperationException("The table cannot be opened.");
                numbers.Columns = columns;
                numbers.Opened++;
                return new Scan(numbers, columns, first, count);
            }
        }

        private sealed class Scan(Numbers numbers, IReadOnlyList<int> columns, long next, long count) : ITableScan
        {
            public int Fill(TableChunk chunk)
            {
                if (count == 667) throw new InvalidOperationException("The table cannot be read.");
                var rows = (int)Math.Min(TableChunk.Capacity, count - next);
                for (var i = 0; i < columns.Count; i++) Fill(chunk.Column(i), columns[i], rows);
                next += rows;
                return rows;
            }

            private void Fill(TableVector vector, int column, int rows)
            {
                for (var row = 0; row < rows; row++)
                {
                    var number = next + row;
                    if (column == 0) vector.Values<long>()[row] = number;
                    else if (column == 2) vector.SetTimestamp(row, DateTimeOffset.UnixEpoch.AddMilliseconds(number));
                    else if (count == 668) vector.SetBytes(row, [0xC3, 0x28]);
                    else if (number % 10 == 0) vector.SetNull(row);
                    else vector.SetBytes(row, Encoding.UTF8.GetBytes($"the number {number}"));
                }
            }

            public void Dispose() => numbers.Disposed++;
        }
    }
}

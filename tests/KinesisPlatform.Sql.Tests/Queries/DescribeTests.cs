using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Isolated;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Queries;

public sealed class DescribeTests
{
    [Fact]
    public async Task Describe_OfStatements_TellsColumnsAndParametersWithoutRows()
    {
        await using var host = new SqlHost();
        host.Streams.Create("flights", 1);

        var shape = await host.Engine.DescribeAsync(new("select partition_key k, arrived_at, 12.5::decimal(18,3) d, [1] l from flights where sub_sequence_number = $1 and partition_key = $2"), default);
        Assert.Equal(["k VARCHAR", "arrived_at TIMESTAMP WITH TIME ZONE", "d DECIMAL(18,3)", "l INTEGER[]"], shape.Columns!.Select(column => $"{column.Name} {column.Type}"));
        Assert.Equal(["INTEGER", "VARCHAR"], shape.ParameterTypes);

        var unknown = await host.Engine.DescribeAsync(new("select $1"), default);
        Assert.Null(unknown.Columns);
        Assert.Equal([null], unknown.ParameterTypes);

        var failure = await Assert.ThrowsAsync<PlatformException>(() => host.Engine.DescribeAsync(new("select nope from flights"), default));
        var fault = Assert.IsType<SqlStatementException>(failure.InnerException);
        Assert.Equal((DuckDbErrorKind.Binder, 8), (fault.Kind, fault.Place?.Column));
    }

    [Fact]
    public async Task Isolated_OwnTablesAndFunctions_AreAllThereIs()
    {
        await using var host = new SqlHost();
        host.Streams.Create("flights", 1);
        var queries = host.Get<IIsolatedQueries>();
        var query = new IsolatedQuery("select twice(x) y from numbers where x > $1 order by y")
        {
            Setup = ["CREATE TABLE numbers AS SELECT unnest([1, 2, 3]) AS x; CREATE MACRO twice(a) AS a * 2"],
            Tables = new HashSet<string> { "numbers" },
            Functions = new HashSet<string> { "twice" },
            Parameters = [1L],
        };

        await using (var result = await queries.ExecuteAsync(query, default))
        {
            var rows = new List<object?[]>();
            await foreach (var batch in result.Batches) rows.AddRange(batch);
            Assert.Equal([4L, 6L], rows.Select(row => row[0]));
        }
        Assert.Equal("INTEGER", (await queries.DescribeAsync(query, default)).Columns![0].Type);
        await Assert.ThrowsAsync<PlatformException>(() => queries.ExecuteAsync(query with { Sql = "select * from flights", Parameters = [] }, default));
        await Assert.ThrowsAsync<PlatformException>(() => queries.ExecuteAsync(query with { Sql = "select * from duckdb_settings()", Parameters = [] }, default));
        await Assert.ThrowsAsync<PlatformException>(() => queries.ExecuteAsync(query with { Sql = "select * from read_text('/etc/passwd')", Parameters = [] }, default));
    }
}

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Ways by which a statement might have Trino read what its key does not: none is sent.</summary>
public sealed class TrinoBypassTests(TenantGateway gateway) : IClassFixture<TenantGateway>
{
    [Theory]
    // By its full name, in every way a name can be written.
    [InlineData("select * from kinesis.kinesis.payroll")]
    [InlineData("select * from KINESIS . Kinesis . payroll")]
    [InlineData("select * from \"kinesis\".\"kinesis\".\"payroll\"")]
    [InlineData("select * from kinesis/**/./* \n */kinesis.payroll")]
    [InlineData("select * from kinesis--\r.kinesis.payroll")]
    [InlineData("select * from flights, lateral (select * from kinesis.kinesis.payroll)")]
    [InlineData("select (select max(json) from kinesis.kinesis.payroll) from flights")]
    [InlineData("with a as (select * from kinesis.kinesis.payroll) select * from a")]
    [InlineData("select 1 where exists (table kinesis.kinesis.payroll)")]
    [InlineData("select * from 1.kinesis.kinesis.payroll")]
    [InlineData("select 'it''s' || \"a\"\"b\" from kinesis.kinesis.payroll")]
    [InlineData("select X'41' 'x' from kinesis.kinesis.payroll -- '")]
    [InlineData("select * from kinesis.kinesis.\"payroll$snapshots\"")]
    [InlineData("select * from kinesis.kinesis.\"flights$properties\"")]
    // By way of other catalogs.
    [InlineData("select * from hive.archive.payroll")]
    [InlineData("select * from \"hive\".live.\"payroll\"")]
    [InlineData("select query from system.runtime.queries")]
    [InlineData("select * from kinesis.information_schema.tables")]
    [InlineData("select * from flights where kinesis.kinesis.f(1)")]
    // By table functions, which Trino's planner does not list.
    [InlineData("select * from table(kinesis.system.table_changes(schema_name => 'kinesis', table_name => 'payroll', start_snapshot_id => 1, end_snapshot_id => 2))")]
    [InlineData("select * from table(\"hive\".system.query(query => 'select * from payroll'))")]
    // By what is no query.
    [InlineData("show tables from kinesis.kinesis")]
    [InlineData("show catalogs")]
    [InlineData("show schemas from kinesis")]
    [InlineData("describe kinesis.kinesis.payroll")]
    [InlineData("explain select * from flights")]
    [InlineData("insert into flights select 1")]
    [InlineData("use kinesis.kinesis")]
    [InlineData("set path kinesis.kinesis")]
    [InlineData("with function f() returns bigint return 1 select f()")]
    [InlineData("with session a = 1 select 1")]
    // By characters that hide.
    [InlineData("select * from \"\u212Ainesis\".kinesis.payroll")]
    [InlineData("select * from \"k\u0130nesis\".kinesis.payroll")]
    [InlineData("select $$ ' $$, 1 from kinesis.kinesis.payroll -- '")]
    [InlineData("select * from `kinesis`.`kinesis`.`payroll`")]
    [InlineData("select * from kinesis.\u00A0kinesis.payroll")]
    [InlineData("select 1; select * from payroll")]
    public async Task Query_ThatReachesForOtherData_IsNotSent(string sql)
    {
        // The catalogs are known.
        await gateway.AskAsync("select 1");
        var before = gateway.Trino.Statements.Count();

        var (status, body) = await gateway.AskAsync(sql);

        Assert.True(status == 400, $"{status} {body}");
        Assert.Equal(before, gateway.Trino.Statements.Count());
    }

    [Theory]
    [InlineData("select * from payroll")]
    [InlineData("select * from \"PAYROLL\"")]
    [InlineData("select * from orders")]
    [InlineData("select * from masked")]
    [InlineData("select * from nothing")]
    [InlineData("select * from kinesis2.payroll")]
    public async Task Name_OfAStreamThatIsNotSeenWhole_IsDefinedNowhere(string sql)
    {
        Assert.Equal(200, (await gateway.AskAsync(sql)).Status);
        Assert.All(gateway.Trino.Statements, statement => Assert.DoesNotContain("\"kinesis\".\"kinesis\"", statement, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Name_InQuotesAndComments_IsNone()
    {
        Assert.Equal(200, (await gateway.AskAsync("select 'flights', 'kinesis.kinesis.payroll' /* kinesis.kinesis.payroll */ -- kinesis.kinesis.payroll")).Status);
        Assert.DoesNotContain("\"kinesis\"", gateway.Trino.Statements.Last(), StringComparison.Ordinal);
    }
}

using KinesisPlatform.Sql.Gate;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Gate;

public sealed class SqlGateTests : IDisposable
{
    private readonly SqlGate _gate = new(Options.Create(new SqlOptions()));

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("select count(*) from flights", "flights")]
    [InlineData("select count(*) n, avg((json->>'$.delay')::double) d from flights", "flights")]
    [InlineData("from flights select partition_key limit 3;", "flights")]
    [InlineData("select * from \"orders.eu-1\" a join flights b using (partition_key)", "orders.eu-1,flights")]
    [InlineData("with t as (select * from flights) select * from t", "flights")]
    [InlineData("with flights as (select * from flights) select * from flights", "flights")]
    [InlineData("with recursive r as (select 1 a union all select a + 1 from r where a < 3) select * from r, flights", "flights")]
    [InlineData("select (select max(arrived_at) from flights), x from range(3) t(x)", "flights")]
    [InlineData("select unnest(json_keys(json)), row_number() over (order by arrived_at) from flights qualify row_number() over () < 3", "flights")]
    [InlineData("select 1 union all select 2", "")]
    [InlineData("values (1), (2)", "")]
    [InlineData("describe flights", "flights")]
    [InlineData("explain analyze select 1 from flights", "flights")]
    [InlineData("explain (format json, analyze) from flights", "flights")]
    [InlineData("show tables", "information_schema")]
    [InlineData("select * from information_schema.tables, information_schema.columns", "information_schema")]
    [InlineData("pivot flights on partition_key using count(*)", "flights")]
    [InlineData("with t as (pivot (from flights join s on true) on partition_key || 'x', hash(data) % 2 using count(*) group by shard_id) from t", "flights,s")]
    [InlineData("select e.key from flights, json_each(json) e", "flights")]
    [InlineData("select list_transform([1, 2], lambda x: x + 1), date_trunc('hour', now()), extract(year from current_date), 'a' like 'b', coalesce(null, 1)", "")]
    [InlineData("select * from flights where partition_key = $1 and arrived_at > now() - interval 5 minutes", "flights")]
    public async Task Gate_SelectOverStreams_NamesItsTables(string sql, string tables) =>
        Assert.Equal(tables, string.Join(',', (await _gate.CheckAsync(sql, "", default)).Relations.Select(table => table.Name).Distinct()));

    [Theory]
    [InlineData("insert into flights values (1)")]
    [InlineData("select 1; select 2")]
    [InlineData("select 1; drop view flights")]
    [InlineData("copy flights to '/tmp/x'")]
    [InlineData("copy (select 1) to '/tmp/x'")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("set memory_limit = '100GB'")]
    [InlineData("pragma version")]
    [InlineData("call pragma_version()")]
    [InlineData("install httpfs")]
    [InlineData("load 'x'")]
    [InlineData("create table x as select 1")]
    [InlineData("create or replace view flights as select 1")]
    [InlineData("prepare p as select 1")]
    [InlineData("export database '/tmp/x'")]
    [InlineData("checkpoint")]
    [InlineData("explain insert into flights values (1)")]
    [InlineData("explain select 1; drop view flights")]
    [InlineData("show tables; select 1")]
    [InlineData("select * from information_schema.schemata")]
    [InlineData("select * from memory.information_schema.tables")]
    [InlineData("pivot read_csv('/etc/passwd') on a using count(*)")]
    [InlineData("pivot flights on getenv('HOME') using count(*)")]
    [InlineData("pivot flights on partition_key using count(*); select 1")]
    [InlineData("pivot flights on partition_key in (select glob('*')) using count(*)")]
    [InlineData("pivot (select * from flights) on (select content from read_text('/etc/passwd')) using count(*)")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from read_text('/proc/self/environ')")]
    [InlineData("select * from read_parquet('/tmp/*.parquet')")]
    [InlineData("select * from glob('/*')")]
    [InlineData("select * from duckdb_settings()")]
    [InlineData("select * from duckdb_secrets()")]
    [InlineData("select * from parquet_metadata('x')")]
    [InlineData("select * from query('select 1')")]
    [InlineData("select * from query_table('flights')")]
    [InlineData("select * from json_execute_serialized_sql('{}')")]
    [InlineData("select * from kinesis_live(0)")]
    [InlineData("select * from sniff_csv('/etc/passwd')")]
    [InlineData("select * from main.flights")]
    [InlineData("select * from memory.main.flights")]
    [InlineData("select * from system.information_schema.columns")]
    [InlineData("select * from pg_catalog.pg_tables")]
    [InlineData("select current_setting('allowed_paths')")]
    [InlineData("select getenv('AWS_SECRET_ACCESS_KEY')")]
    [InlineData("select getvariable('x')")]
    [InlineData("select json_serialize_sql('select 1')")]
    [InlineData("select sleep_ms(1000000)")]
    [InlineData("select pg_sleep(1000)")]
    [InlineData("select write_log('x')")]
    [InlineData("select pg_catalog.upper('x')")]
    [InlineData("select no_such_function(1)")]
    [InlineData("select 'x'.read_text()")]
    [InlineData("with t as (select * from read_blob('/etc/shadow')) select * from t")]
    [InlineData("select * from flights where exists (select * from glob('/etc/*'))")]
    [InlineData("select * from flights order by (select count(*) from duckdb_tables())")]
    [InlineData("select * from flights limit (select count(*) from glob('*'))")]
    [InlineData("select sum(1) filter (where current_setting('x') = '1') from flights")]
    [InlineData("select row_number() over (partition by getvariable('x')) from flights")]
    [InlineData("select * from flights at (version => 1)")]
    [InlineData("summarize read_csv('/etc/passwd')")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-- nothing")]
    [InlineData("selec 1")]
    [InlineData("select * from")]
    [InlineData("select 'x\0'; drop table flights")]
    [InlineData("select 1 /*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*")]
    public async Task Gate_AnythingElse_IsRefused(string sql)
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckAsync(sql, "", default));
        Assert.Equal(FailureKind.Invalid, refusal.Kind);
    }

    [Theory]
    [InlineData("select * from duckdb_settings", "duckdb_settings")]
    [InlineData("select * from '/etc/passwd'", "/etc/passwd")]
    [InlineData("select * from 'x.parquet'", "x.parquet")]
    [InlineData("from sqlite_master", "sqlite_master")]
    [InlineData("with duckdb_views as (select * from duckdb_views) select * from duckdb_views", "duckdb_views")]
    [InlineData("with a as (select * from b), b as (select 1) select * from a", "b")]
    [InlineData("select * from (with c as (select 1) select * from c), c", "c")]
    [InlineData("select * from flights, (select * from secret)", "flights,secret")]
    public async Task Gate_SystemViewsFilesAndScopeTricks_AreNamedAsTablesThatAreNoStreams(string sql, string tables) =>
        Assert.Equal(tables, string.Join(',', (await _gate.CheckAsync(sql, "", default)).Relations.Select(table => table.Name).Distinct()));

    [Theory]
    [InlineData("selec 1", "line 1, column 1")]
    [InlineData("select 1,\n  2 fro m", "line 2, column 9")]
    [InlineData("select 'ä',\n read_text('x')", "line 2, column 2")]
    [InlineData("select * from read_csv('x')", "line 1, column 15")]
    public async Task Gate_Refusal_NamesThePosition(string sql, string position)
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckAsync(sql, "", default));
        Assert.Contains(position, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_TextNestedWithoutEnd_IsRefusedNotACrash()
    {
        var options = Options.Create(new SqlOptions { SqlCharsMax = 10_000_000 });
        using var gate = new SqlGate(options);
        foreach (var sql in new[]
        {
            $"select {new string('(', 100_000)}1{new string(')', 100_000)}", $"select {string.Concat(Enumerable.Repeat("1+", 100_000))}1",
            $"select 1{string.Concat(Enumerable.Repeat(" union all select 1", 20_000))}", $"select {string.Concat(Enumerable.Repeat("- ", 100_000))}1",
        })
        {
            // A chain of UNIONs is no nesting to DuckDB and may pass.
            Assert.True(await Record.ExceptionAsync(() => gate.CheckAsync(sql, "", default)) is null or PlatformException { Kind: FailureKind.Invalid });
        }
    }

    [Fact]
    public async Task Gate_TooLongText_IsRefused() =>
        await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckAsync($"select '{new string('x', 70_000)}'", "", default));

    [Theory]
    [InlineData("(json->>'$.delay')::int > 60")]
    [InlineData("partition_key in ('a', 'b') -- said so")]
    [InlineData("true or false")]
    public async Task Where_OneCondition_IsAccepted(string where) => await _gate.CheckWhereAsync(where, default);

    [Theory]
    [InlineData("true) union all select 1 from t where (true")]
    [InlineData("true) or exists (select 1 from other where (true)")]
    [InlineData("true) group by 1 having (true")]
    [InlineData("true) order by (1")]
    [InlineData("true) limit (1")]
    [InlineData("true) qualify (true")]
    [InlineData("true); drop view t; select 1 where (true")]
    [InlineData("true /*")]
    [InlineData("partition_key in (select partition_key from t)")]
    [InlineData("row_number() over () = 1")]
    [InlineData("partition_key = $1")]
    [InlineData("read_text('/etc/passwd') is not null")]
    [InlineData("")]
    [InlineData("a =")]
    public async Task Where_AnythingElse_IsRefused(string where) =>
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckWhereAsync(where, default))).Kind);
}

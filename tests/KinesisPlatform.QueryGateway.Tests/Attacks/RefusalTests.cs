using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Attacks;

/// <summary>Statements that reach for anything but the caller's streams: refused, in words that say what is wrong and nothing else.</summary>
public sealed class RefusalTests(AttackedGateway gateway) : IClassFixture<AttackedGateway>
{
    // {file}: a file that exists and holds the secret. {variable}: likewise, of the environment.
    public static TheoryData<string> Attacks =>
    [
        // Files, read.
        "select * from read_csv('{file}')",
        "select * from read_csv_auto('{file}')",
        "select content from read_text('{file}')",
        "select content from read_blob('/proc/self/environ')",
        "select * from read_json('{file}')",
        "select * from read_ndjson_objects('/etc/passwd')",
        "select * from read_parquet('/**/*.parquet')",
        "select * from parquet_scan('/tmp/x.parquet')",
        "select * from parquet_metadata('{file}')",
        "select * from parquet_schema('{file}')",
        "select * from parquet_kv_metadata('{file}')",
        "select * from glob('/*')",
        "select * from sniff_csv('{file}')",
        "from '{file}'",
        "from \"{file}\"",
        "select * from '/etc/passwd'",
        "select * from 'secret.csv'",
        "select * from 'file://{file}'",
        "with t as (select * from '{file}') select * from t",
        "select (select content from read_text('{file}'))",
        "select * from flights where partition_key in (select name from read_csv('{file}'))",
        "select * from flights, lateral (select * from read_text(partition_key))",
        "describe '{file}'",
        "summarize '{file}'",
        "explain analyze select * from '{file}'",
        "pivot '{file}' on name using count(*)",
        // The network.
        "select * from 'http://127.0.0.1:9/x.csv'",
        "select * from read_csv('https://127.0.0.1:9/x.csv')",
        "select * from read_parquet('s3://memory/archive/payroll/data/*.parquet')",
        "select * from 's3://memory/archive/payroll/metadata/current.json'",
        "select * from read_json('hf://datasets/x/y')",
        "select * from iceberg_scan('s3://memory/archive/payroll')",
        // Files, written.
        "copy (select 1) to '{file}'",
        "copy flights to '/tmp/attack.csv'",
        "copy flights from '{file}'",
        "export database '/tmp/attack'",
        "import database '/tmp/attack'",
        "explain analyze copy (select 1) to '/tmp/attack.csv'",
        // Databases, extensions, settings.
        "attach '/tmp/attack.db' as a",
        "attach 'https://127.0.0.1:9/x.db'",
        "detach memory",
        "use memory.main",
        "install httpfs",
        "install x from 'http://127.0.0.1:9'",
        "load '/tmp/attack.duckdb_extension'",
        "set enable_external_access = true",
        "set global memory_limit = '100GB'",
        "set lock_configuration = false",
        "reset allowed_paths",
        "pragma database_list",
        "pragma enable_profiling='json'",
        "call pragma_database_size()",
        "call force_checkpoint()",
        "select * from pragma_table_info('flights')",
        "select current_setting('allowed_paths')",
        "select set_config('threads', '100')",
        "set variable x = 1",
        "select getvariable('x')",
        "select getenv('{variable}')",
        // What the instance knows.
        "select * from duckdb_settings()",
        "select * from duckdb_secrets()",
        "select * from which_secret('s3://memory', 's3')",
        "select * from duckdb_views()",
        "select * from duckdb_functions()",
        "select * from duckdb_temporary_files()",
        "select * from duckdb_memory()",
        "select * from duckdb_logs",
        "select * from sqlite_master",
        "select * from pg_catalog.pg_tables",
        "select * from information_schema.schemata",
        "create secret s (type s3, key_id 'a', secret 'b')",
        // A second way in.
        "select * from query('select 1')",
        "select * from query_table('payroll')",
        "select * from json_execute_serialized_sql(json_serialize_sql('from payroll'))",
        "select json_deserialize_sql('{}')",
        "select * from sql_auto_complete('select ')",
        "select * from payload_fields_0('x')",
        "select * from kinesis_live(0)",
        "prepare p as select * from payroll",
        "execute p('{file}')",
        "deallocate p",
        // Things of one's own.
        "create table t as select 1",
        "create temp table t as from '{file}'",
        "create view flights as select 1",
        "create or replace macro upper(x) as 'x'",
        "create macro m() as table from '{file}'",
        "create type t as enum ('a')",
        "create schema s",
        "insert into flights values (1)",
        "update flights set partition_key = 'x'",
        "delete from flights",
        "drop view flights",
        "alter view flights rename to x",
        "begin transaction",
        "vacuum",
        // Several statements, and others' words hidden among one's own.
        "select 1; select 2",
        "select 1; copy (select 1) to '/tmp/attack.csv'",
        "select 1 /* ; */ ; -- \n drop view flights",
        "/* select 1 */ copy (select 1) to '/tmp/attack.csv'",
        "select 1 -- '\n; from payroll",
        "explain select 1; from '{file}'",
        "show tables; from payroll",
        "select * from ReAd_TeXt /* x */ ('{file}')",
        "select * from \"read_text\"('{file}')",
        "select * from system.main.read_text('{file}')",
        "select * from main.\"read_csv\"('{file}')",
        "select '{file}'.read_text()",
        "select list_transform(['{file}'], lambda x: read_text(x))",
        "select * from \uff52ead_text('{file}')",
        "select * from read\u200b_text('{file}')",
        "select 'x\u0000'; from payroll",
        "from $$/etc/passwd$$",
        "from U&'\\002fetc/passwd'",
        // Of other tenants.
        "select * from payroll",
        "select * from \"PAYROLL\"",
        "select * from archive('payroll')",
        "select * from live('payroll')",
        "select * from snapshots('payroll')",
        "select * from memory.main.payroll",
        "with payroll as (from payroll) from payroll",
        // Only waste.
        "select sleep_ms(1000000)",
        "select pg_sleep(1000)",
        "select write_log('x')",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Attack_ThatReachesBeyondTheStreams_IsRefusedInWordsThatTellNothing(string attack)
    {
        var sql = attack.Replace("{file}", gateway.SecretFile, StringComparison.Ordinal).Replace("{variable}", AttackedGateway.SecretVariable, StringComparison.Ordinal);

        using var answer = await gateway.AttackAsync(new { sql });

        // Its own words may be repeated.
        await AssertRefusedAsync(answer, sql);
        Assert.False(File.Exists("/tmp/attack.csv"));
    }

    [Theory]
    [InlineData("select content from read_text($1)", "{file}")]
    [InlineData("from query($1)", "from payroll")]
    [InlineData("select * from read_csv($1) where 1 = 1", "{file}")]
    [InlineData("select count(*) from archive($1)", "payroll")]
    [InlineData("from $1", "payroll")]
    [InlineData("select 1", "too many")]
    [InlineData("select $1, $2", "too few")]
    [InlineData("select $70000", "far away")]
    public async Task Parameter_InPlaceOfWhatIsNoValue_IsRefused(string sql, string value)
    {
        var parameter = value.Replace("{file}", gateway.SecretFile, StringComparison.Ordinal);
        using var answer = await gateway.AttackAsync(new { sql, parameters = new[] { parameter } });
        await AssertRefusedAsync(answer, parameter);
    }

    private async Task AssertRefusedAsync(HttpResponseMessage answer, string own)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, text);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var detail = JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!;
        Assert.InRange(detail.Length, 10, 4000);
        gateway.AssertNothingTold(detail.Replace(own, "", StringComparison.Ordinal).Replace(gateway.SecretFile, "", StringComparison.Ordinal));
    }
}

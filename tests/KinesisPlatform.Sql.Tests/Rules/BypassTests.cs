using System.Text;

namespace KinesisPlatform.Sql.Tests.Rules;

/// <summary>
/// What a key must not see, it does not learn, whatever it asks. Each attack is run in two worlds that differ in nothing but what is hidden: the answers must be the same to the letter,
/// errors included, and hold no hidden value, however it is written.
/// </summary>
public sealed class BypassTests(RuleWorlds worlds) : IClassFixture<RuleWorlds>
{
    public static TheoryData<string, string> Attacks => new()
    {
        // More of the table than the key's rows.
        { "everything", "select * exclude (arrived_at) from events" },
        { "a condition that is always true", "select count(*), count(distinct sequence_number) from events where true or json->>'$.tenant' = 'b'" },
        { "the other tenant", "select * exclude (arrived_at) from events where json->>'$.tenant' = 'b' or json->>'$.tenant' is null" },
        { "quoted and in other case", "select count(*) from \"EVENTS\" union all select count(*) from EvEnTs" },
        { "aliases", "select e.partition_key, x.json from events as e(a, b, c, partition_key) join events x using (json)" },
        { "a common table of the same name", "with events as (select * from events) select count(*), min(partition_key) from events" },
        { "a common table that shadows", "with other as (select 1), events as (select 'a' tenant from events) select count(*) from events" },
        { "a recursive table", "with recursive r(n, k) as (select 0, ''::varchar union all select n + 1, (select max(partition_key) from events) from r where n < 2) select * from r" },
        { "a materialized table", "with m as materialized (select * from events) select count(*), max(json) from m" },
        { "a subquery", "select (select string_agg(data::varchar, '' order by sequence_number) from events)" },
        { "a correlated subquery", "select (select count(*) from events i where i.sequence_number < o.sequence_number) from events o" },
        { "a lateral join", "select o.sequence_number, l.n from events o, lateral (select count(*) n from events i where i.sequence_number <= o.sequence_number) l" },
        { "exists", "select exists (select 1 from events where partition_key > 'b')" },
        { "union", "select partition_key, data from events union all select partition_key, data from archive('events') union all select partition_key, data from live('events')" },
        { "except", "select sequence_number from archive('events') except select sequence_number from events" },
        { "a join of all with all", "select count(*) from events a cross join events b" },
        { "an outer join", "select a.n, e.partition_key from (select range n from range(30)) a left join events e on a.n = (e.json->>'$.n')::int" },
        { "asof and positional joins", "select count(*), max(b.partition_key) from events a positional join events b" },
        { "a window", "select row_number() over (order by sequence_number), lag(partition_key) over (order by sequence_number), count(*) over () from events" },
        { "grouping", "select partition_key, count(*), sum((json->>'$.n')::int) from events group by rollup (partition_key)" },
        { "pivot", "pivot (select left(partition_key, 1) k, json->>'$.tenant' t from events) on t using count(*) group by k" },
        { "sampling", "select count(*) from events tablesample reservoir(1000 rows)" },
        { "distinct on", "select distinct on (json->>'$.tenant') json, data from events order by sequence_number desc" },
        { "limit and offset", "select data from events order by sequence_number desc limit 50 offset 0" },
        { "a table as a row", "select e from (select * exclude (arrived_at) from events) e" },
        { "a struct of the row", "select to_json(e) from (select * exclude (arrived_at) from events) e" },

        // Relations.
        { "the archive alone", "select count(*), min(partition_key), max(data) from archive('events')" },
        { "live records alone", "select count(*), min(partition_key), max(json) from live('events')" },
        { "archive as of before", "select count(*) from archive('events', as_of := '2000-01-01')" },
        { "a snapshot that is not", "select count(*) from archive('events', snapshot := 1)" },
        { "snapshots", "select total_records from snapshots('events')" },
        { "shards", "select * from shards('events')" },
        { "snapshots in other case", "select count(*) from SNAPSHOTS('Events')" },
        { "snapshots of a masked stream", "select total_records from snapshots('orders')" },

        // Streams that are not the key's.
        { "another stream", "select * from payroll" },
        { "another stream, quoted", "select * from \"PayRoll\"" },
        { "another stream's archive", "select * from archive('payroll')" },
        { "another stream's live records", "select * from live('payroll')" },
        { "another stream's snapshots", "select * from snapshots('payroll')" },
        { "another stream in a subquery", "select (select count(*) from payroll) from events" },
        { "another stream with a schema", "select * from main.payroll" },
        { "query_table", "select * from query_table('payroll')" },
        { "query", "select * from query('select * from payroll')" },
        { "look-alike letters", "select * from \"\u0440ayroll\" union all select * from \"events\u200b\"" },
        { "the views' texts", "select sql from duckdb_views()" },
        { "the catalog", "select * from information_schema.tables" },
        { "show", "show all tables" },

        // The worker's own sources.
        { "the live function", "select * from kinesis_live(0)" },
        { "files", "select * from read_parquet('/tmp/**/*.parquet')" },
        { "a file as a table", "select * from '/tmp/x.parquet'" },
        { "the fields function", "select payload_fields_0(data) from events" },
        { "columns of the file", "select filename, file_row_number from events" },
        { "row ids", "select rowid from events" },

        // Errors that tell.
        { "an error about hidden keys", "select count(*) from events where case when partition_key like '%secret%' then error(partition_key) else true end" },
        { "an error where a column is null", "select count(*) from events where case when partition_key is null then error('there is one') else true end" },
        { "an error about any other tenant", "select count(*) from events where case when json->>'$.tenant' <> 'a' then error(data::varchar) else true end" },
        { "an error before the filter", "select count(*) from events where json->>'$.tenant' = 'b' and error(partition_key) is null" },
        { "a failed cast of a key", "select partition_key::int from events" },
        { "a failed cast in a condition", "select count(*) from events where partition_key::int > 0" },
        { "a failed cast of the payload", "select (json->>'$.card')::int from events where json->>'$.card' is not null" },
        { "a division", "select sum(1 // ((json->>'$.n')::int + 1)), count(*) from events where 1 // (json->>'$.n')::int >= 0" },
        { "an overflow", "select sum((json->>'$.n')::tinyint * 5::tinyint) from events where (json->>'$.n')::tinyint * 5::tinyint > -100" },
        { "json errors", "select json_extract(data::varchar, '$.card')::json, json_structure(decode(data)) from events" },
        { "a strict cast of the payload", "select decode(data)::json->>'$.card' from events" },
        { "an error in a join's condition", "select count(*) from events a join events b on case when a.partition_key like '%secret%' or b.partition_key like '%-%' then error(a.partition_key) else a.sequence_number = b.sequence_number end" },
        { "an error in having", "select partition_key from events group by all having case when max(data::varchar) like '%secret%' then error('x') else true end" },
        { "an error in an aggregate", "select sum(case when partition_key like '%secret%' then error('x')::int else 1 end) from events" },
        { "an error by a volatile condition", "select count(*) from events where random() >= 0 and case when partition_key > 'b' then error(partition_key) else true end" },
        { "a subscript that fails", "select string_split(partition_key, '-')[2]::int from events" },
        { "a date that fails", "select strptime(partition_key, '%Y') from events" },
        { "a regular expression that fails", "select regexp_matches('x', partition_key || '(') from events" },

        // What is under the masks.
        { "the payload's other forms", "select data, json, fields from events" },
        { "the payload's other forms, without a filter", "select data, json, fields, partition_key from orders" },
        { "a masked member as a typed field", "select fields.card, fields.n from events" },
        { "a masked member of a struct", "select unnest(fields) from orders" },
        { "a masked member by path", "select json->>'$.card', json_extract_string(json, '$..card'), json->'card' from events" },
        { "columns by pattern", "select columns('data|json|.*key') from orders" },
        { "replace", "select * exclude (arrived_at) replace (partition_key || '!' as partition_key) from orders" },
        { "rename", "select * exclude (arrived_at) rename (data as raw) from orders" },
        { "positions", "select #1, #4, #7, #8, #9 from events" },
        { "an alias that shadows", "select 'x' as partition_key, partition_key as p, length(partition_key) from events e where e.partition_key <> partition_key or true" },
        { "the mask's own alias", "select _seen_partition_key, _seen_data from events" },
        { "a length", "select length(data), octet_length(data), length(partition_key), strlen(json) from orders" },
        { "hex and base64", "select hex(data), base64(data), reverse(partition_key), md5(data) from orders" },
        { "sorting by what is masked", "select json->>'$.n' from orders order by partition_key, data" },
        { "sorting by a hidden member", "select json->>'$.n' from events order by json->>'$.card', fields.card, partition_key limit 3" },
        { "comparing what is masked", "select count(*) filter (partition_key = 'alice-3'), count(*) filter (partition_key between 'alice-1' and 'alice-5'), count(*) filter (data::varchar like '%card%') from events" },
        { "a condition on what is masked", "select count(*) from orders where partition_key = 'alice-3' or data = '{\"n\":3,\"card\":\"card-3\"}'::blob" },
        { "a condition on a masked field", "select count(*) from orders where fields.card = 'card-3' or fields.card > 'c'" },
        { "a join by what is masked", "select count(*) from orders join (values ('alice-3'), ('anton-3')) v(k) on orders.partition_key = v.k" },
        { "extremes", "select min(partition_key), max(partition_key), min(data), max(data), arg_max(data, partition_key), any_value(fields) from orders" },
        { "statistics", "select stats(partition_key), stats(sequence_number) from events" },
        { "summarize", "summarize select * exclude (arrived_at) from events" },
        { "summarize a masked stream", "summarize select * exclude (arrived_at) from orders" },
        { "describe", "describe events" },
        { "explain", "explain select * from events where partition_key = 'x'" },
        { "explain analyze", "explain analyze select count(*) from events" },
        { "explain of a masked stream", "explain select partition_key from orders" },
        { "the plan as rows", "select * from json_execute_serialized_sql(json_serialize_sql('select * from events'))" },
        { "estimates", "select approx_count_distinct(partition_key), approx_quantile(length(data), 0.5), count(distinct data) from events" },
        { "a lambda", "select list_transform([1, 2], lambda x: x + (select count(*) from events)) " },
        { "settings", "select current_setting('temp_directory'), getenv('HOME')" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Attack_OfAKeyThatSeesAPart_LearnsNothingOfTheRest(string attack, string sql)
    {
        Assert.NotEmpty(attack);

        var told = await worlds.One.AskAsync(sql);

        Assert.Equal(told, await worlds.Other.AskAsync(sql));
        // The statement itself may name what it looks for, and errors may repeat it.
        AssertNothingHidden(told, sql);
    }

    [Fact]
    public async Task Attack_ByParameters_LearnsNothingOfTheRest()
    {
        const string Sql = "select count(*) from events where partition_key = $1 or data = $2::blob or (json->>$3::varchar) like $4";
        object?[] parameters = ["alice-3", Encoding.UTF8.GetBytes("{}"), "$.card", "%"];

        var told = await worlds.One.AskAsync(Sql, parameters);

        Assert.Equal(told, await worlds.Other.AskAsync(Sql, parameters));
        Assert.Contains("\n0\n", told, StringComparison.Ordinal);
    }

    private static void AssertNothingHidden(string told, string sql)
    {
        foreach (var word in RuleWorld.HiddenWords.Where(word => !sql.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            string[] forms = [word, new([.. word.Reverse()]), Convert.ToHexString(bytes), .. Enumerable.Range(0, 3).Select(shift => Base64(bytes, shift))];
            Assert.All(forms, form => Assert.DoesNotContain(form, told, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>As much of a word in base64 as does not depend on what stands beside it.</summary>
    private static string Base64(byte[] word, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. word]).TrimEnd('=');
        return text[(shift == 0 ? 0 : shift + 1)..^1];
    }
}

using System.Globalization;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Tests.Queries;

/// <summary>What DuckDB's SELECT can, over merged files, files that are not, and live records. A row's values are joined by '|', rows by ';'.</summary>
public sealed class SelectTests(SelectFixture fixture) : IClassFixture<SelectFixture>
{
    [Theory]
    // Plain.
    [InlineData("select count(*), count(distinct sequence_number), min(sub_sequence_number) from flights", "12|12|0")]
    [InlineData("from flights select count(*)", "12")]
    [InlineData("select count(*) from FLIGHTS f where f.partition_key = 'A'", "4")]
    [InlineData("from airports order by partition_key limit 1 offset 1", null, 8)]
    [InlineData("select * exclude (data, json) replace (lower(partition_key) as partition_key) from airports", null, 6)]
    [InlineData("select columns('partition|shard') from airports order by all limit 1", "shardId-000000000000|A")]
    [InlineData("select partition_key k, count(*) n from flights group by all having n > 3 order by all", "A|4;B|4;C|4")]
    [InlineData("select distinct partition_key from flights order by 1 desc", "C;B;A")]
    [InlineData("select distinct on (partition_key) partition_key, fields.n from flights order by partition_key, fields.n desc", "A|9;B|10;C|11")]
    [InlineData("select sum((json->>'$.delay')::int)::int, avg((json->>'delay')::double) from flights", "180|15")]
    [InlineData("select json->'$.plane'->>'seats', json->>'$.tags[0]' from flights where (json->>'n')::int = 5", "105|t1")]
    [InlineData("select json_extract_string(json, ['$.n', '$.origin']) from flights where fields.n = 4", "[4,B]")]
    [InlineData("select octet_length(data) > 10, decode(data) like '%city%', typeof(arrived_at) from airports limit 1", "true|true|TIMESTAMP WITH TIME ZONE")]
    [InlineData("select count(*) from flights where arrived_at > now() - interval 1 hour and arrived_at <= now() + interval 1 minute", "12")]
    [InlineData("select count(*) from flights where partition_key in ('A', 'B') and fields.delay between 10 and 20", "4")]
    [InlineData("select case when fields.delay > 15 then 'late' else 'fine' end s, count(*) from flights group by s order by s", "fine|6;late|6")]
    // fields
    [InlineData("select fields.origin, sum(fields.delay)::int from flights group by all order by all", "A|60;B|60;C|60")]
    [InlineData("select max(fields.plane.seats) from flights", "111")]
    [InlineData("select f.fields.n from flights f order by f.fields.n limit 3", "0;1;2")]
    [InlineData("select unnest(fields) from flights where fields.n = 0", null, 5)]
    // Joins
    [InlineData("select a.fields is null, count(*) from flights f join archive('flights') a using (sequence_number) group by all", "false|8")]
    [InlineData("select f.partition_key, a.json->>'city' from flights f join airports a using (partition_key) where f.fields.n < 2 order by 1", "A|city of A;B|city of B")]
    [InlineData("select count(*) from flights f left join airports a using (partition_key) where a.partition_key is null", "4")]
    [InlineData("select count(*) from flights anti join airports using (partition_key)", "4")]
    [InlineData("select count(*) from flights semi join airports using (partition_key)", "8")]
    [InlineData("select count(*) from airports a full join (select distinct partition_key from flights) f using (partition_key)", "3")]
    [InlineData("select count(*) from flights, airports", "24")]
    [InlineData("select count(*) from flights natural join airports", "0")]
    [InlineData("select count(*) from flights f asof join (select 0 as n union all select 6) t on f.fields.n >= t.n where t.n = 6", "6")]
    [InlineData("select count(*) from (from airports) positional join (from airports)", "2")]
    [InlineData("select a.partition_key, l.m from airports a, lateral (select max(fields.n) m from flights f where f.partition_key = a.partition_key) l order by 1", "A|9;B|10")]
    // Windows
    [InlineData("select fields.n, lag(fields.n) over (partition by partition_key order by fields.n) from flights order by 1 limit 4", "0|∅;1|∅;2|∅;3|0")]
    [InlineData("select fields.n from flights qualify row_number() over (partition by partition_key order by fields.n desc) = 1 order by 1", "9;10;11")]
    [InlineData("select sum(fields.delay) over w from flights where partition_key = 'A' window w as (order by fields.n rows between 1 preceding and current row) order by 1", "0;10;30;50")]
    [InlineData("select arg_max(fields.n, fields.delay) filter (where partition_key = 'B') from flights", "10")]
    // Common tables
    [InlineData("with late as (select * from flights where fields.delay = 30) select count(*) from late", "3")]
    [InlineData("with a as materialized (from flights), b as not materialized (from a where fields.n > 5) select (select count(*) from a), (select count(*) from b)", "12|6")]
    [InlineData("with recursive r(i) as (select 1 union all select i + 1 from r where i < (select count(*) from airports) + 3) select max(i) from r", "5")]
    [InlineData("with recursive r(i) using key (i) as (select 1 union select i + 1 from r where i < 4) select count(*) from r", "4")]
    [InlineData("with flights as (select 1 x) select * from flights", "1")]
    // Set operations
    [InlineData("select partition_key from flights union select partition_key from airports order by 1", "A;B;C")]
    [InlineData("select partition_key from flights except select partition_key from airports", "C")]
    [InlineData("select partition_key from flights intersect all select partition_key from airports order by 1", "A;B")]
    [InlineData("select 1 a, 2 b union all by name select 3 b, 4 a order by a", "1|2;4|3")]
    [InlineData("(from archive('flights') select count(*)) union all (from live('flights') select count(*))", "8;4")]
    // Groups
    [InlineData("select partition_key, count(*) from flights group by rollup (partition_key) order by all nulls last", "A|4;B|4;C|4;∅|12")]
    [InlineData("select partition_key, fields.delay d, count(*) n from flights where fields.n < 4 group by grouping sets ((partition_key), (d)) order by all nulls last", "A|∅|2;B|∅|1;C|∅|1;∅|0|3;∅|10|1")]
    [InlineData("select approx_count_distinct(partition_key), mode(fields.delay) in (0, 10, 20, 30), median(fields.n) from flights", "3|true|5.5")]
    [InlineData("select list(fields.n order by fields.n) from flights where partition_key = 'A'", "[0,3,6,9]")]
    [InlineData("select string_agg(partition_key, ',' order by partition_key) from airports", "A,B")]
    [InlineData("select histogram(partition_key)::varchar from flights", "{A=4, B=4, C=4}")]
    // PIVOT and UNPIVOT
    [InlineData("pivot (select partition_key k, fields.delay d from flights) on k using sum(d)", "60|60|60")]
    [InlineData("pivot (select partition_key k, fields.delay d from flights) on k using count(*) group by d order by d limit 2", "0|1|1|1;10|1|1|1")]
    [InlineData("pivot (select partition_key k, fields.delay d from flights) on k in ('A', 'Z') using count(*) group by d order by d limit 1", "0|1|0")]
    [InlineData("select * from (pivot (select partition_key k, fields.delay d from flights) on k || '!', d % 20 using count(*))", "2|2|2|2|2|2")]
    [InlineData("with p as (pivot archive('flights') on partition_key using count(*) group by shard_id) select sum(\"A\")::int, sum(\"C\")::int from p", "3|2")]
    [InlineData("select * from (select partition_key k, fields.delay d from flights) pivot (count(*) for k in ('A', 'B')) order by d limit 1", "0|1|1")]
    [InlineData("unpivot (select 1 a, 2 b) on a, b into name k value v", "a|1;b|2")]
    [InlineData("select k, v from (select count(*) n, max(fields.n) m from flights) unpivot (v for k in (n, m))", "n|12;m|11")]
    // Nested values and lambdas
    [InlineData("select list_transform([1, 2], lambda x: x * 10), list_filter([1, 2, 3], lambda x: x > 1), list_reduce([1, 2, 3], lambda a, b: a + b)", "[10,20]|[2,3]|6")]
    [InlineData("select [x * 2 for x in [1, 2, 3] if x > 1], {'a': 1, 'b': [2]}.b[1], map {'k': 1}['k']", "[4,6]|2|1")]
    [InlineData("select e.key, e.value->>'$' from airports, json_each(json) e where partition_key = 'A'", "city|city of A")]
    [InlineData("select t, count(*) from (select unnest(json->>'$.tags[*]') t from flights) group by t order by t", "t0|6;t1|6;x|12")]
    [InlineData("select struct_pack(a := 1, b := 'x'), row(1, 2)::varchar, union_value(n := 1)::varchar", "{a:1,b:x}|(1, 2)|1")]
    // The rest
    [InlineData("values (1, 'a'), (2, 'b')", "1|a;2|b")]
    [InlineData("from (values (1), (2)) t(i) select sum(i)", "3")]
    [InlineData("select count(*) <= 12 from flights using sample 50% (bernoulli, 42)", "true")]
    [InlineData("select count(*) from (from flights using sample 5 rows)", "5")]
    [InlineData("select count(*) <= 8 from archive('flights') tablesample reservoir(20%)", "true")]
    [InlineData("select i, j from range(2) a(i), generate_series(1, 2) b(j) order by all limit 2", "0|1;0|2")]
    [InlineData("select exists (from flights where fields.n = 11), 3 = any (select fields.n from live('flights')), 11 in (select fields.n from live('flights'))", "true|false|true")]
    [InlineData("select date_trunc('day', arrived_at) <= arrived_at, extract(year from arrived_at) > 2020, strftime(arrived_at, '%Y') > '2020', time_bucket(interval 1 hour, arrived_at) <= arrived_at from airports limit 1", "true|true|true|true")]
    [InlineData("select regexp_extract('ab12', '[0-9]+'), 'a' ~ '[a-z]', 'abc'[2], format('{}-{}', 1, 2), 7 // 2, 2 ** 3, 'x' || null is null, ifnull(null, 1)", "12|true|b|1-2|3|8|true|1")]
    [InlineData("select alias: partition_key from airports order by alias desc", "B;A")]
    [InlineData("select sum(fields.n) s, s * 2 from flights", "66|132")]
    public async Task Select_OverArchiveAndLive_Answers(string sql, string? rows, int? columns = null)
    {
        await using var result = await fixture.Host.Engine.ExecuteAsync(new(sql), default);
        var got = new List<object?[]>();
        await foreach (var batch in result.Batches) got.AddRange(batch);
        if (columns is { } count) Assert.Equal(count, result.Columns.Count);
        if (rows is not null) Assert.Equal(rows, string.Join(';', got.Select(row => string.Join('|', row.Select(Text)))));
        else Assert.NotEmpty(got);
    }

    [Theory]
    [InlineData("describe airports", "shard_id:VARCHAR,sequence_number:VARCHAR,sub_sequence_number:INTEGER,partition_key:VARCHAR,explicit_hash_key:VARCHAR,arrived_at:TIMESTAMP WITH TIME ZONE,data:BLOB,json:JSON")]
    [InlineData("describe select count(*) n, 'x' s from flights", "n:BIGINT,s:VARCHAR")]
    [InlineData("desc live('airports')", "shard_id:VARCHAR,sequence_number:VARCHAR,sub_sequence_number:INTEGER,partition_key:VARCHAR,explicit_hash_key:VARCHAR,arrived_at:TIMESTAMP WITH TIME ZONE,data:BLOB,json:JSON")]
    [InlineData("show airports", "shard_id:VARCHAR,sequence_number:VARCHAR,sub_sequence_number:INTEGER,partition_key:VARCHAR,explicit_hash_key:VARCHAR,arrived_at:TIMESTAMP WITH TIME ZONE,data:BLOB,json:JSON")]
    [InlineData("select column_name, data_type from information_schema.columns where table_name = 'airports' order by ordinal_position", "shard_id:VARCHAR,sequence_number:VARCHAR,sub_sequence_number:INTEGER,partition_key:VARCHAR,explicit_hash_key:VARCHAR,arrived_at:TIMESTAMP WITH TIME ZONE,data:BLOB,json:JSON")]
    [InlineData("summarize airports", null)]
    [InlineData("summarize select fields.n from flights", null)]
    [InlineData("select column_name, max from (summarize select fields.n from flights)", "n:11")]
    [InlineData("Show Tables;", "airports,flights")]
    [InlineData("select table_name from information_schema.tables t where t.table_type = 'BASE TABLE' order by 1", "airports,flights")]
    [InlineData("select tables.table_name from information_schema.tables join information_schema.columns using (table_name) where column_name = 'fields'", "flights")]
    [InlineData("show all tables", null)]
    [InlineData("describe", null)]
    public async Task Discovery_TellsWhatThereIs(string sql, string? expected)
    {
        var rows = await fixture.Host.QueryAsync(sql);
        if (expected is not null) Assert.Equal(expected, string.Join(',', rows.Select(row => string.Join(':', row.Take(2).Select(Text)))));
        else Assert.NotEmpty(rows);
    }

    [Theory]
    [InlineData("explain select count(*) from flights where partition_key = 'A'", "READ flights: snapshot", "8 archived records, 4 live records", "READ_PARQUET", "KINESIS_LIVE")]
    [InlineData("explain analyze select count(*) from archive('flights') a", "READ archive(flights)", "no live records", "(1 rows,", " ms)")]
    [InlineData("explain (format json) select partition_key from airports", "\"reads\":[{\"relation\":\"airports\"", "\"liveRecords\":2", "\"operator\":\"KINESIS_LIVE\"", "\"plan\"")]
    [InlineData("EXPLAIN (ANALYZE, FORMAT JSON) from flights select max(fields.n)", "\"milliseconds\":", "\"rows\":12", "READ_PARQUET", "fetchedBytes")]
    public async Task Explain_ShowsWhatIsReadAndThePlan(string sql, params string[] parts)
    {
        var text = string.Join('\n', (await fixture.Host.QueryAsync(sql)).Select(row => row[0]));
        foreach (var part in parts) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain(".parquet", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain select nope from flights", "line 1, column 16")]
    [InlineData("explain pivot flights on partition_key using count(*)", "Name the values")]
    [InlineData("pivot flights on partition_key using nope(*)", "line 1, column 38")]
    [InlineData("select * from information_schema.schemata", "tables and columns")]
    [InlineData("show databases", "SHOW TABLES lists the streams")]
    [InlineData("select * from (show tables)", "FROM information_schema.tables")]
    [InlineData("select $1, $n", "Mixing named and positional parameters")]
    [InlineData("select 1 from flights for update", "locking clause")]
    [InlineData("select * from flights at (timestamp => now())", "archive('flights', as_of := '...')")]
    [InlineData("select * from main.flights", "named alone")]
    [InlineData("create table t as select 1", "one of DESCRIBE")]
    [InlineData("explain insert into flights values (1)", "one of DESCRIBE")]
    [InlineData("explain explain select 1", "one of DESCRIBE")]
    [InlineData("explain", "Exactly one SELECT")]
    [InlineData("select * from archive('flights', snapshot := $1)", "no parameter")]
    [InlineData("select * from query_table('flights')", "query_table is not allowed")]
    public async Task WhatCannotBe_SaysWhatToWriteOrWhere(string sql, string part)
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => fixture.Host.QueryAsync(sql));
        Assert.Equal(FailureKind.Invalid, refusal.Kind);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    private static string Text(object? value) => value switch
    {
        null => "∅",
        bool flag => flag ? "true" : "false",
        object?[] list => $"[{string.Join(',', list.Select(Text))}]",
        QueryStruct row => $"{{{string.Join(',', row.Members.Select(member => $"{member.Key}:{Text(member.Value)}"))}}}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

using System.Text.Json;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Workers;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Gate;

public sealed class FieldUseTests : IDisposable
{
    private const string Whole = "STRUCT(carrier VARCHAR, delay BIGINT, o STRUCT(a BIGINT, b BIGINT))";

    private static readonly PayloadFields Fields = new(8,
    [
        new(9, "carrier", PayloadFieldType.Text, []), new(10, "delay", PayloadFieldType.Whole, []),
        new(11, "o", PayloadFieldType.Struct, [new(12, "a", PayloadFieldType.Whole, []), new(13, "b", PayloadFieldType.Whole, [])]),
    ], new HashSet<int>());

    private readonly SqlGate _gate = new(Options.Create(new SqlOptions()));

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("select fields.carrier, count(*), sum(fields.delay) from flights group by all", "STRUCT(carrier VARCHAR, delay BIGINT)")]
    [InlineData("select count(*) from flights f where f.FIELDS.Delay > 3", "STRUCT(delay BIGINT)")]
    [InlineData("select sum(fields.o.b) as x from flights order by x", "STRUCT(o STRUCT(b BIGINT))")]
    [InlineData("select fields.carrier, sum(fields.delay) from flights group by all order by all", "STRUCT(carrier VARCHAR, delay BIGINT)")]
    [InlineData("select fields.delay from flights order by all desc nulls last limit 3", "STRUCT(delay BIGINT)")]
    [InlineData("select fields.delay from flights order by columns('f.*')", Whole)]
    [InlineData("select fields.delay from flights order by flights.*", Whole)]
    [InlineData("select list(fields.delay order by all) from flights", Whole)]
    [InlineData("select * from flights order by all", Whole)]
    [InlineData("select fields.delay, c from (select *, 1 as c from flights) order by all", Whole)]
    [InlineData("select fields.o from flights", Whole)]
    [InlineData("select \"fields\".\"delay\" from (select fields from flights)", Whole)]
    [InlineData("select x.delay from (select fields as x from flights)", Whole)]
    [InlineData("select (fields).delay from flights", Whole)]
    [InlineData("select fields['delay'] from flights", Whole)]
    [InlineData("select fields.delay from flights where fields is not null", Whole)]
    [InlineData("select fields.nothere from flights", Whole)]
    [InlineData("select *, fields.delay from flights", Whole)]
    [InlineData("from flights where fields.delay = 1", Whole)]
    [InlineData("select flights, fields.delay from flights", Whole)]
    [InlineData("select f::varchar, fields.delay from flights f", Whole)]
    [InlineData("select columns('f.*') from flights where fields.delay = 1", Whole)]
    [InlineData("select z.delay from flights t(a, b, c, d, e, f, g, h, z) where fields.delay = 1", Whole)]
    [InlineData("select #9, fields.delay from flights", Whole)]
    [InlineData("select fields.delay from flights natural join other", Whole)]
    [InlineData("select fields.delay from flights join other using (fields)", Whole)]
    [InlineData("with c as (from flights) select c.fields.delay from c", Whole)]
    [InlineData("select s from flights pivot (sum(fields.delay) as s for shard_id in ('a'))", Whole)]
    [InlineData("summarize flights", Whole)]
    public async Task Statement_NamesMembers_OnlyTheyAreRead(string sql, string type) =>
        Assert.Equal(type, (await _gate.CheckAsync(sql, "", default)).Fields.Narrow(Fields).DuckDbType.ToString());

    [Theory]
    [InlineData("select count(*), json->>'$.fields' from flights")]
    [InlineData("select partition_key from flights where data is not null")]
    public async Task Statement_WithoutTheColumn_UsesNone(string sql) => Assert.True((await _gate.CheckAsync(sql, "", default)).Fields.IsNone);

    [Fact]
    public void Type_SentToAWorker_ArrivesAsItWas()
    {
        var sent = new WorkerFields(8, Fields.Members, true, [new([1, 9], ["a"])]);
        var arrived = JsonSerializer.Deserialize<WorkerFields>(JsonSerializer.SerializeToUtf8Bytes(sent))!;
        Assert.Equal(Fields.SqlType, arrived.Type().SqlType);
        Assert.Equal(["a"], arrived.Files.Single().Paths);
    }
}

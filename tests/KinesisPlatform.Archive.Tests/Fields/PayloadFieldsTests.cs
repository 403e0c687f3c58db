using System.Text;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.Tests.Fields;

public sealed class PayloadFieldsTests
{
    [Theory]
    [InlineData("""{"a":1}""", "a BIGINT")]
    [InlineData("""{"a":-9223372036854775808}|{"a":9223372036854775807}""", "a BIGINT")]
    [InlineData("""{"a":9223372036854775808}""", "a VARCHAR")]
    [InlineData("""{"a":1.0}""", "a DOUBLE")]
    [InlineData("""{"a":1e3}|{"a":2}""", "a DOUBLE")]
    [InlineData("""{"a":1e999}""", "a VARCHAR")]
    [InlineData("""{"a":true}|{"a":null}""", "a BOOLEAN")]
    [InlineData("""{"a":true}|{"a":1}""", "a VARCHAR")]
    [InlineData("""{"a":"x"}""", "a VARCHAR")]
    [InlineData("""{"a":[1,2]}""", "a VARCHAR")]
    [InlineData("""{"a":{"b":1,"c":"x"}}""", "a STRUCT(b BIGINT, c VARCHAR)")]
    [InlineData("""{"a":{"b":1}}|{"a":2}""", "a VARCHAR")]
    [InlineData("""{"a":{}}|{"a":{"b":1}}|{"a":{"c":true}}""", "a STRUCT(b BIGINT, c BOOLEAN)")]
    [InlineData("""{"a":{"x.y":1}}""", "a VARCHAR")]
    [InlineData("""{"a":{"b":{"c":{"d":1}}}}""", "a STRUCT(b STRUCT(c VARCHAR))")]
    [InlineData("""{"a":1,"A":2,"A":3}""", "\"A\" BIGINT")]
    [InlineData("""{"a":1,"a":"x"}""", "a VARCHAR")]
    [InlineData("""{"":1,"a.b":2,"\u0000":3,"ok":4}""", "ok BIGINT")]
    [InlineData("""{"\u0061":1}|{"a":2}""", "a BIGINT")]
    [InlineData("""{"select":1,"with space":2,"quo\"te":3}""", "select BIGINT, \"with space\" BIGINT, \"quo\"\"te\" BIGINT")]
    [InlineData("""{"a":null,"b":{},"c":{"d":null}}""", "c VARCHAR")]
    public void Infer_Payloads_GivesTheLeastTypes(string payloads, string type) => Assert.Equal($"STRUCT({type})", Infer(payloads)!.DuckDbType.ToString());

    [Theory]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""[{"a":1}]""")]
    [InlineData("\"a\"")]
    [InlineData("")]
    [InlineData("{\"\\ud800\":1}")]
    public void Infer_NoJsonObject_GivesNothing(string payload) => Assert.Null(Infer(payload));

    [Fact]
    public void Infer_NotUtf8_GivesNothing()
    {
        var observer = new PayloadObserver(3, 100);
        observer.Observe([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
        Assert.Null(new FieldEvolution(100).Evolve(null, observer.Root));
    }

    [Fact]
    public void Infer_TooManyMembers_KeepsTheMostFrequentAndSaysSo()
    {
        var observer = Observe("""{"rare":1,"often":1,"o":{"p":1,"q":1}}|{"often":1,"o":{"p":1}}|{"often":1,"o":{"p":2}}""");
        var evolution = new FieldEvolution(2);
        Assert.Equal("STRUCT(often BIGINT, o STRUCT(p BIGINT))", evolution.Evolve(null, observer.Root)!.DuckDbType.ToString());
        Assert.True(evolution.IsCut);
    }

    [Fact]
    public void Observe_EndlessNames_StaysBounded()
    {
        var observer = new PayloadObserver(3, 10);
        for (var i = 0; i < 1000; i++) observer.Observe(Encoding.UTF8.GetBytes($$"""{"user-{{i}}":1}"""));
        Assert.Equal(10, observer.Root.Members.Count);
        Assert.True(observer.IsCut);
    }

    [Fact]
    public void Evolve_KnownFields_KeepTheirIdsUnlessOutgrown()
    {
        var current = Number(Infer("""{"same":1,"wider":1,"gone":"x","o":{"p":true},"text":1}""")!);
        var evolved = new FieldEvolution(100).Evolve(current, Observe("""{"same":2,"wider":1.5,"o":{"p":false,"q":1},"text":{"x":1},"new":1,"SAME":4}""").Root)!;

        Assert.Equal("STRUCT(same BIGINT, wider DOUBLE, gone VARCHAR, o STRUCT(p BOOLEAN, q BIGINT), text VARCHAR, new BIGINT)", evolved.DuckDbType.ToString());
        Assert.Equal(["wider", "q", "text", "new"], evolved.Leaves.Where(leaf => leaf.Id == 0).Select(leaf => leaf.Name));
        Assert.False(evolved.HasIds);
        Assert.True(new FieldEvolution(100).Evolve(current, Observe("""{"same":3,"o":{"p":null}}""").Root)!.HasIds);
    }

    [Theory]
    [InlineData("a VARCHAR", """{"a":"x\ny\u00e9😀"}""", "x\nyé😀")]
    [InlineData("a VARCHAR", """{"a": [1,  2] }""", "[1,  2]")]
    [InlineData("a VARCHAR", """{"a": { "b" : {} } }""", """{ "b" : {} }""")]
    [InlineData("a VARCHAR", """{"a":{}}""", null)]
    [InlineData("a VARCHAR", """{"a":18446744073709551616}""", "18446744073709551616")]
    [InlineData("a VARCHAR", """{"a":"\ud800"}""", null)]
    [InlineData("a VARCHAR", """{"a":1,"a":"last"}""", "last")]
    [InlineData("a VARCHAR", """{"a":1,"a":null}""", null)]
    [InlineData("a VARCHAR", """{"A":1}""", null)]
    [InlineData("a VARCHAR", "  {\"a\":\"\"}\r\n", "")]
    [InlineData("a BIGINT", """{"a":-0}""", 0L)]
    [InlineData("a BIGINT", """{"a":1.0}""", null)]
    [InlineData("a BIGINT", """{"a":"1"}""", null)]
    [InlineData("a BIGINT", """{"a":7} garbage""", null)]
    [InlineData("a BIGINT", """{"a":7,"b":[{"a":8}]}""", 7L)]
    [InlineData("a DOUBLE", """{"a":7}""", 7.0)]
    [InlineData("a DOUBLE", """{"a":18446744073709551616}""", null)]
    [InlineData("a DOUBLE", """{"a":1e-400}""", 0.0)]
    [InlineData("a BOOLEAN", """{"a":"true"}""", null)]
    [InlineData("a BOOLEAN", """{"a":true}""", true)]
    public void Read_Payload_GivesTheValueOnlyWhereItFits(string type, string payload, object? value)
    {
        var fields = Number(new(0, [Leaf(type)], new HashSet<int>()));
        Assert.Equal(value, Read(fields, Encoding.UTF8.GetBytes(payload), ".a"));
        Assert.Equal(value is null, Read(fields, Encoding.UTF8.GetBytes(payload), " IS NULL"));
    }

    [Fact]
    public void Read_StructWithoutAnyValue_IsNull()
    {
        var fields = Number(Infer("""{"o":{"p":1,"q":{"r":2}},"x":1}""")!);
        Assert.Equal(true, Read(fields, """{"x":1,"o":{"p":null,"q":{"r":"text"}}}"""u8.ToArray(), ".o IS NULL"));
        Assert.Equal(false, Read(fields, """{"x":1,"o":{"q":{"r":3}}}"""u8.ToArray(), ".o IS NULL"));
        Assert.Equal(true, Read(fields, """{"x":1,"o":{"q":{"r":3}},"o":5}"""u8.ToArray(), ".o.q IS NULL"));
        Assert.Equal(true, Read(fields, """{"x":"1","o":{"q":{"r":3}},"o":5}"""u8.ToArray(), " IS NULL"));
    }

    [Fact]
    public void Narrow_Paths_KeepsTheFieldsThatTheyLeadTo()
    {
        var fields = Number(Infer("""{"a":1,"b":2,"o":{"p":1,"q":{"r":2,"s":3}},"z":1}""")!);
        Assert.Equal("STRUCT(b BIGINT, o STRUCT(q STRUCT(s BIGINT)))", fields.Narrow([["B"], ["o", "q", "S"]]).DuckDbType.ToString());
        Assert.Equal("STRUCT(z BIGINT)", fields.Narrow([["z"], ["z", "beyond"]]).DuckDbType.ToString());
        Assert.Same(fields, fields.Narrow([["a"], ["nowhere"]]));
        Assert.Same(fields, fields.Narrow([["a"], ["o", "q"]]));
        Assert.Same(fields, fields.Narrow([]));
    }

    [Fact]
    public void AreIn_FileWithoutARecomputedField_IsFalse()
    {
        var fields = new PayloadFields(8, [new(9, "a", PayloadFieldType.Whole, []), new(12, "b", PayloadFieldType.Text, [])], new HashSet<int> { 12 });
        Assert.True(fields.AreIn([1, 2, 9, 12]));
        Assert.True(fields.AreIn([12]));
        Assert.False(fields.AreIn([9, 10]));
        Assert.False(fields.AreIn([1, 2]));
    }

    internal static PayloadObserver Observe(string payloads, int depthMax = 3)
    {
        var observer = new PayloadObserver(depthMax, 1000);
        foreach (var payload in payloads.Split('|')) observer.Observe(Encoding.UTF8.GetBytes(payload));
        return observer;
    }

    private static PayloadFields? Infer(string payloads) => new FieldEvolution(100).Evolve(null, Observe(payloads).Root);

    private static PayloadFields Number(PayloadFields fields)
    {
        var id = 8;
        PayloadField WithId(PayloadField field) => field with { Id = ++id, Members = [.. field.Members.Select(WithId)] };
        return fields with { Id = 8, Members = [.. fields.Members.Select(WithId)] };
    }

    private static PayloadField Leaf(string type) => new(0, type.Split(' ')[0], type.Split(' ')[1] switch
    {
        "BIGINT" => PayloadFieldType.Whole,
        "DOUBLE" => PayloadFieldType.Number,
        "BOOLEAN" => PayloadFieldType.Boolean,
        _ => PayloadFieldType.Text,
    }, []);

    private static object? Read(PayloadFields fields, byte[] payload, string expression)
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Register(new PayloadFieldsFunction("payload_fields", fields));
        return connection.Scalar($"SELECT (payload_fields($1::BLOB)){expression}", [payload]);
    }
}

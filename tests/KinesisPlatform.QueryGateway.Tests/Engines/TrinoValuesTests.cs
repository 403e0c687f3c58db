using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Every type of Trino, from its answers' form to that of results.</summary>
public sealed class TrinoValuesTests(EngineGateway gateway) : IClassFixture<EngineGateway>
{
    [Theory]
    [InlineData("boolean", "", "true", "BOOLEAN", "true")]
    [InlineData("tinyint", "", "-128", "TINYINT", "-128")]
    [InlineData("bigint", "", "9223372036854775807", "BIGINT", "9223372036854775807")]
    [InlineData("real", "", "1.1", "FLOAT", "1.1")]
    [InlineData("real", "", "\"Infinity\"", "FLOAT", "\"Infinity\"")]
    [InlineData("double", "", "0.1", "DOUBLE", "0.1")]
    [InlineData("double", "", "\"NaN\"", "DOUBLE", "\"NaN\"")]
    [InlineData("double", "", "\"-Infinity\"", "DOUBLE", "\"-Infinity\"")]
    [InlineData("double", "", "1.0E100", "DOUBLE", "1E+100")]
    [InlineData("decimal", "18,3", "\"12.340\"", "DECIMAL(18,3)", "12.340")]
    [InlineData("decimal", "38,10", "\"-1234567890123456789012345678.0123456789\"", "DECIMAL(38,10)", "-1234567890123456789012345678.0123456789")]
    [InlineData("varchar", "2147483647", "\"a\\u0000\\\"ü\"", "VARCHAR", "\"a\\u0000\\\"ü\"")]
    [InlineData("char", "3", "\"a  \"", "VARCHAR", "\"a  \"")]
    [InlineData("varbinary", "", "\"AP8=\"", "BLOB", "\"AP8=\"")]
    [InlineData("json", "", "\"{\\\"a\\\":1.50}\"", "JSON", "{\"a\":1.50}")]
    [InlineData("date", "", "\"2026-01-02\"", "DATE", "\"2026-01-02\"")]
    [InlineData("date", "", "\"-0044-03-15\"", "DATE", "\"-0044-03-15\"")]
    [InlineData("time", "6", "\"03:04:05.678901\"", "TIME", "\"03:04:05.678901\"")]
    [InlineData("time", "9", "\"03:04:05.123456789\"", "TIME_NS", "\"03:04:05.123456789\"")]
    [InlineData("time with time zone", "3", "\"03:04:05.678+02:00\"", "TIME WITH TIME ZONE", "\"03:04:05.678+02:00\"")]
    [InlineData("timestamp", "3", "\"2026-01-02 03:04:05.600\"", "TIMESTAMP", "\"2026-01-02T03:04:05.6\"")]
    [InlineData("timestamp", "0", "\"2026-01-02 03:04:05\"", "TIMESTAMP", "\"2026-01-02T03:04:05\"")]
    [InlineData("timestamp", "7", "\"0001-12-31 23:59:59.9999999\"", "TIMESTAMP_NS", "\"0001-12-31T23:59:59.9999999\"")]
    [InlineData("timestamp", "3", "\"12026-01-02 03:04:05.600\"", "TIMESTAMP", "\"12026-01-02T03:04:05.600\"")]
    [InlineData("timestamp", "3", "\"2026-02-29 03:04:05.600\"", "TIMESTAMP", "\"2026-02-29T03:04:05.600\"")]
    [InlineData("timestamp", "3", "\"2024-02-29 23:59:59.000\"", "TIMESTAMP", "\"2024-02-29T23:59:59\"")]
    [InlineData("timestamp", "9", "\"2026-01-02 03:04:05.123456789\"", "TIMESTAMP_NS", "\"2026-01-02T03:04:05.123456789\"")]
    [InlineData("timestamp", "9", "\"2026-01-02 03:04:05.100000000\"", "TIMESTAMP_NS", "\"2026-01-02T03:04:05.1\"")]
    [InlineData("timestamp", "12", "\"2026-01-02 03:04:05.123456789012\"", "VARCHAR", "\"2026-01-02T03:04:05.123456789012\"")]
    [InlineData("timestamp with time zone", "6", "\"2026-01-02 03:04:05.678901 UTC\"", "TIMESTAMP WITH TIME ZONE", "\"2026-01-02T03:04:05.678901Z\"")]
    [InlineData("timestamp with time zone", "3", "\"2026-01-02 03:04:05.678 +02:00\"", "TIMESTAMP WITH TIME ZONE", "\"2026-01-02T01:04:05.678Z\"")]
    [InlineData("timestamp with time zone", "3", "\"2026-07-02 03:04:05.678 Europe/Berlin\"", "TIMESTAMP WITH TIME ZONE", "\"2026-07-02T01:04:05.678Z\"")]
    // Comes twice that night: Trino does not say which it is, so neither does the result.
    [InlineData("timestamp with time zone", "3", "\"2026-10-25 02:30:00.000 Europe/Berlin\"", "TIMESTAMP WITH TIME ZONE", "\"2026-10-25 02:30:00.000 Europe/Berlin\"")]
    [InlineData("interval year to month", "", "\"-1-2\"", "INTERVAL", "\"P-14M0DT0S\"")]
    [InlineData("interval day to second", "", "\"2 03:04:05.321\"", "INTERVAL", "\"P0M2DT11045.321S\"")]
    [InlineData("interval day to second", "", "\"-0 00:00:00.500\"", "INTERVAL", "\"P0M0DT-0.5S\"")]
    [InlineData("uuid", "", "\"12151fd2-7586-11e9-8f9e-2a86e4085a59\"", "UUID", "\"12151fd2-7586-11e9-8f9e-2a86e4085a59\"")]
    [InlineData("ipaddress", "", "\"2001:db8::1\"", "VARCHAR", "\"2001:db8::1\"")]
    [InlineData("HyperLogLog", "", "\"AgEA\"", "VARCHAR", "\"AgEA\"")]
    [InlineData("unknown", "", "null", "VARCHAR", "null")]
    public async Task Value_IsAsExactAsItCame(string raw, string numbers, string value, string type, string expected)
    {
        var arguments = string.Join(',', numbers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => $$"""{"kind":"LONG","value":{{number}}}"""));
        await CheckAsync($"{{\"rawType\":\"{raw}\",\"arguments\":[{arguments}]}}", value, type, expected);
    }

    [Fact]
    public async Task Value_OfANestedType_IsNested()
    {
        const string bigint = """{"rawType":"bigint","arguments":[]}""", varchar = """{"rawType":"varchar","arguments":[{"kind":"LONG","value":2147483647}]}""";
        static string Array(string item) => $"{{\"rawType\":\"array\",\"arguments\":[{{\"kind\":\"TYPE\",\"value\":{item}}}]}}";
        static string Map(string key, string value) => $"{{\"rawType\":\"map\",\"arguments\":[{{\"kind\":\"TYPE\",\"value\":{key}}},{{\"kind\":\"TYPE\",\"value\":{value}}}]}}";
        static string Field(string? name, string type) => $"{{\"kind\":\"NAMED_TYPE\",\"value\":{{{(name is null ? "" : $"\"fieldName\":{{\"name\":\"{name}\"}},")}\"typeSignature\":{type}}}}}";
        static string Row(params (string? Name, string Type)[] fields) => $"{{\"rawType\":\"row\",\"arguments\":[{string.Join(',', fields.Select(field => Field(field.Name, field.Type)))}]}}";

        await CheckAsync(Array(Array(bigint)), "[[1,null],[],null]", "BIGINT[][]", "[[1,null],[],null]");
        await CheckAsync(Map(varchar, bigint), """{"a":1,"b":null}""", "MAP(VARCHAR, BIGINT)", """{"a":1,"b":null}""");
        await CheckAsync(Map(bigint, Array(varchar)), """{"7":["x"]}""", "MAP(BIGINT, VARCHAR[])", """[{"key":7,"value":["x"]}]""");
        await CheckAsync(Row(("a", bigint), ("B c", Row(("d", varchar)))), """[1,["x"]]""", "STRUCT(a BIGINT, \"B c\" STRUCT(d VARCHAR))", """{"a":1,"B c":{"d":"x"}}""");
        await CheckAsync(Row((null, bigint), (null, varchar)), """[1,"x"]""", "STRUCT(BIGINT, VARCHAR)", """[1,"x"]""");
        await CheckAsync(Array("""{"rawType":"decimal","arguments":[{"kind":"LONG","value":38},{"kind":"LONG","value":1}]}"""), """["12345678901234567890123456789012345678.9"]""", "DECIMAL(38,1)[]", "[12345678901234567890123456789012345678.9]");
    }

    [Theory]
    [InlineData("bigint", "\"many\"")]
    [InlineData("array", "[1]")]
    [InlineData("varbinary", "\"not base64\"")]
    [InlineData("interval day to second", "\"soon\"")]
    public async Task Value_ThatIsNotOfItsType_EndsTheQueryAndIsNotGuessed(string raw, string value)
    {
        gateway.Trino.On("wrong value", TrinoAnswer.Of([("x", raw, null)]) with { Data = (System.Text.Json.Nodes.JsonArray)System.Text.Json.Nodes.JsonNode.Parse($"[[{value}]]")! });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'wrong value'", engine = "trino" });
        Assert.Equal(500, status);
        Assert.Contains("not understood", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_InCsvAndNdjson_HaveTheFormsOfTheServicesOwn()
    {
        gateway.Trino.On("forms", TrinoAnswer.Json(
            """[{"name":"a","type":"varchar","typeSignature":{"rawType":"varchar","arguments":[]}},{"name":"b","type":"bigint","typeSignature":{"rawType":"bigint","arguments":[]}},{"name":"b","type":"array(bigint)","typeSignature":{"rawType":"array","arguments":[{"kind":"TYPE","value":{"rawType":"bigint","arguments":[]}}]}}]""",
            """[["x,\"y\"",null,[1,2]],["",7,null]]"""));
        using var csv = await gateway.Gateway.PostAsync(new { sql = "select forms", engine = "trino" }, "text/csv");
        Assert.Equal("a,b,b\r\n\"x,\"\"y\"\"\",,\"[1,2]\"\r\n\"\",7,\r\n", await csv.Content.ReadAsStringAsync());
        using var ndjson = await gateway.Gateway.PostAsync(new { sql = "select forms", engine = "trino", numbers = "string" }, "application/x-ndjson");
        Assert.Equal("{\"a\":\"x,\\\"y\\\"\",\"b\":null,\"b_1\":[\"1\",\"2\"]}\n{\"a\":\"\",\"b\":\"7\",\"b_1\":null}\n", await ndjson.Content.ReadAsStringAsync());
    }

    private async Task CheckAsync(string signature, string value, string type, string expected)
    {
        gateway.Trino.On("one value", TrinoAnswer.Json($"[{{\"name\":\"x\",\"type\":\"…\",\"typeSignature\":{signature}}}]", $"[[{value}],[null]]"));
        // By pages: the value is kept and read back on its way.
        var (status, body) = await gateway.AskAsync(new { sql = "select 'one value'", engine = "trino", page = new { rows = 10 } });
        Assert.Equal(200, status);
        Assert.Equal(type, body.GetProperty("columns")[0].GetProperty("type").GetString());
        Assert.Equal($"[[{expected}],[null]]", body.GetProperty("rows").GetRawText());
    }
}

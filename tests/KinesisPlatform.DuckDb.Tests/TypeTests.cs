using System.Numerics;
using System.Text;

namespace KinesisPlatform.DuckDb.Tests;

public sealed class TypeTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;

    public TypeTests()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public static TheoryData<string, object?, string> Values => new()
    {
        { "NULL::int", null, "INTEGER" },
        { "NULL", null, "INTEGER" },
        { "true", true, "BOOLEAN" },
        { "(-128)::tinyint", (sbyte)-128, "TINYINT" },
        { "(-32768)::smallint", (short)-32768, "SMALLINT" },
        { "2147483647", int.MaxValue, "INTEGER" },
        { "9223372036854775807", long.MaxValue, "BIGINT" },
        { "(-170141183460469231731687303715884105728)::hugeint", Int128.MinValue, "HUGEINT" },
        { "255::utinyint", (byte)255, "UTINYINT" },
        { "65535::usmallint", (ushort)65535, "USMALLINT" },
        { "4294967295::uinteger", uint.MaxValue, "UINTEGER" },
        { "18446744073709551615::ubigint", ulong.MaxValue, "UBIGINT" },
        { "340282366920938463463374607431768211455::uhugeint", UInt128.MaxValue, "UHUGEINT" },
        { "'123456789012345678901234567890123456789012'::bignum", BigInteger.Parse("123456789012345678901234567890123456789012"), "BIGNUM" },
        { "'-123456789012345678901234567890123456789012'::bignum", BigInteger.Parse("-123456789012345678901234567890123456789012"), "BIGNUM" },
        { "1.5::float", 1.5f, "FLOAT" },
        { "'nan'::double", double.NaN, "DOUBLE" },
        { "-123.45::decimal(5,2)", -123.45m, "DECIMAL(5,2)" },
        { "-0.01::decimal(9,2)", -0.01m, "DECIMAL(9,2)" },
        { "12345678901.5::decimal(18,1)", 12345678901.5m, "DECIMAL(18,1)" },
        { "1234567890123456789.5::decimal(25,1)", 1234567890123456789.5m, "DECIMAL(25,1)" },
        { "'-99999999999999999999999999999999999.999'::decimal(38,3)", "-99999999999999999999999999999999999.999", "DECIMAL(38,3)" },
        { "''", "", "VARCHAR" },
        { "'short ü'", "short ü", "VARCHAR" },
        { "'longer than twelve bytes 🦆'", "longer than twelve bytes 🦆", "VARCHAR" },
        { "'[1]'::json", "[1]", "JSON" },
        { "'\\x00\\xFFabc'::blob", new byte[] { 0, 255, 97, 98, 99 }, "BLOB" },
        { "'0010110111'::bit", "0010110111", "BIT" },
        { "date '2024-02-29'", new DateOnly(2024, 2, 29), "DATE" },
        { "'infinity'::date", "infinity", "DATE" },
        { "'-infinity'::date", "-infinity", "DATE" },
        { "date '12024-02-29'", "12024-02-29", "DATE" },
        { "'0044-03-15 (BC)'::date", "0044-03-15 (BC)", "DATE" },
        { "time '23:59:59.999999'", new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(999_999)), "TIME" },
        { "time '24:00:00'", "24:00:00", "TIME" },
        { "'12:34:56.123456789'::time_ns", "12:34:56.123456789", "TIME_NS" },
        { "'12:34:56.5+05:30'::timetz", "12:34:56.5+05:30", "TIME WITH TIME ZONE" },
        { "'12:34:56-08'::timetz", "12:34:56-08", "TIME WITH TIME ZONE" },
        { "timestamp '1969-12-31 23:59:59.999999'", DateTime.UnixEpoch.AddMicroseconds(-1), "TIMESTAMP" },
        { "timestamp '2024-01-01 00:00:00.5'", new DateTime(2024, 1, 1, 0, 0, 0, 500), "TIMESTAMP" },
        { "'infinity'::timestamp", "infinity", "TIMESTAMP" },
        { "timestamp '29999-12-31 01:02:03'", "29999-12-31 01:02:03", "TIMESTAMP" },
        { "timestamp_s '2024-01-01 00:00:01'", new DateTime(2024, 1, 1, 0, 0, 1), "TIMESTAMP_S" },
        { "timestamp_ms '2024-01-01 00:00:00.001'", new DateTime(2024, 1, 1, 0, 0, 0, 1), "TIMESTAMP_MS" },
        { "timestamp_ns '2024-01-01 00:00:00.0000001'", new DateTime(2024, 1, 1).AddTicks(1), "TIMESTAMP_NS" },
        { "timestamp_ns '2024-01-01 00:00:00.000000001'", "2024-01-01 00:00:00.000000001", "TIMESTAMP_NS" },
        { "timestamptz '2024-06-01 12:00:00+02'", new DateTimeOffset(2024, 6, 1, 10, 0, 0, TimeSpan.Zero), "TIMESTAMP WITH TIME ZONE" },
        { "interval '1 month 2 days 3 seconds'", new DuckDbInterval(1, 2, 3_000_000), "INTERVAL" },
        { "'00112233-4455-6677-8899-aabbccddeeff'::uuid", new Guid("00112233-4455-6677-8899-aabbccddeeff"), "UUID" },
        { "'b'::enum('a','b')", "b", "ENUM('a', 'b')" },
        { "[1, NULL, 3]", new object?[] { 1, null, 3 }, "INTEGER[]" },
        { "[]::int[]", Array.Empty<object?>(), "INTEGER[]" },
        { "[[1], [], NULL]", new object?[] { new object?[] { 1 }, Array.Empty<object?>(), null }, "INTEGER[][]" },
        { "[1, 2]::int[2]", new object?[] { 1, 2 }, "INTEGER[2]" },
        { "{'a': 1, 'b': NULL}", new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }, "STRUCT(a INTEGER, b INTEGER)" },
        { "row(1, 'x')", new object?[] { 1, "x" }, "STRUCT(\"\" INTEGER, \"\" VARCHAR)" },
        { "map {'k': [1, 2]}", new KeyValuePair<object, object?>[] { new("k", new object?[] { 1, 2 }) }, "MAP(VARCHAR, INTEGER[])" },
        { "union_value(num := 2)::union(num int, txt varchar)", KeyValuePair.Create("num", (object?)2), "UNION(num INTEGER, txt VARCHAR)" },
        { "'x'::union(num int, txt varchar)", KeyValuePair.Create("txt", (object?)"x"), "UNION(num INTEGER, txt VARCHAR)" },
    };

    [Theory, MemberData(nameof(Values))]
    public void GetValue_OfEachType_ReturnsTheValue(string sql, object? expected, string typeName)
    {
        using var result = _connection.Query($"SELECT {sql} AS v");

        Assert.True(result.ReadChunk());
        Assert.Equal(expected, result.GetValue(0, 0));
        Assert.Equal(typeName, result.Columns[0].Type.ToString());
        Assert.False(result.ReadChunk());
        Assert.False(result.ReadChunk());
    }

    [Theory, MemberData(nameof(Values))]
    public void GetValue_OfTextualFallback_IsWhatDuckDbPrints(string sql, object? expected, string typeName)
    {
        if (expected is string text && typeName != "JSON") Assert.Equal(_connection.Scalar($"SELECT ({sql})::varchar"), text);
    }

    public static TheoryData<object?> Parameters => new()
    {
        null, true, 1, long.MinValue, ulong.MaxValue, Int128.MinValue, UInt128.MaxValue, 1.5f, -2.5, 12345.678m, -0.0000000000000000000000000001m, decimal.MaxValue,
        "", "it's\0 ü", new byte[] { 0, 1, 255 }, Array.Empty<byte>(), new DateOnly(1, 1, 1), new TimeOnly(12, 34, 56), new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Unspecified),
        new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero), new DuckDbInterval(1, -2, 3), Guid.Parse("f0112233-4455-6677-8899-aabbccddeeff"),
    };

    [Theory, MemberData(nameof(Parameters))]
    public void Bind_OfEachType_ComesBackAsItWas(object? value) => Assert.Equal(value, _connection.Scalar("SELECT $1", [value]));

    [Fact]
    public void Bind_ListOfStrings_IsAList() => Assert.Equal(new object?[] { "a", "b" }, _connection.Scalar("SELECT $1", [new[] { "a", "b" }]));

    [Fact]
    public void Values_AcrossManyChunks_GivesEveryRowInOrder()
    {
        using var result = _connection.Query("SELECT i, i::varchar s, CASE WHEN i % 3 = 0 THEN NULL ELSE i END n FROM range(10000) t(i)");
        long next = 0;
        while (result.ReadChunk())
        {
            var numbers = result.Column(0).Values<long>();
            for (var row = 0; row < result.RowCount; row++, next++)
            {
                Assert.Equal(next, numbers[row]);
                Assert.Equal(next.ToString(), Encoding.UTF8.GetString(result.Column(1).Bytes(row)));
                Assert.Equal(next % 3 == 0, result.Column(2).IsNull(row));
            }
        }
        Assert.Equal(10_000, next);
    }

    [Fact]
    public void Values_OfAnotherWidth_IsRefused()
    {
        using var result = _connection.Query("SELECT 1::bigint");
        result.ReadChunk();
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Values<int>().Length);
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Bytes(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Column(0).IsNull(1));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}

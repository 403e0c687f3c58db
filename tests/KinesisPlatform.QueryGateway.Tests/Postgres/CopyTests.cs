using Npgsql;
using NpgsqlTypes;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class CopyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("copy (select 1 a, null b, E'x\\ty\\\\z\\n' c) to stdout", "1\t\\N\tx\\ty\\\\z\\n\n")]
    [InlineData("copy (select 1 a, null b, 'x;y' c) to stdout with (format text, delimiter ';', null 'none', header)", "a;b;c\n1;none;x\\;y\n")]
    [InlineData("copy (select 1 a, null b, '' c, 'x,\"y' d, E'l\\nm' e) to stdout csv header", "a,b,c,d,e\n1,,\"\",\"x,\"\"y\",\"l\nm\"\n")]
    [InlineData("copy (select 1 a, 'it''s' b) to stdout with (format csv, quote '''', escape '\\', force_quote (a), delimiter E'\\t')", "'1'\t'it\\'s'\n")]
    [InlineData("copy (select true a, 'x' b) to stdout with csv force quote *", "\"t\",\"x\"\n")]
    [InlineData("copy (select 'A' || x from range(3) t(x) order by x) to stdout; select 'next'", "A0\nA1\nA2\nnext\n")]
    [InlineData("copy public.\"flights\" (partition_key, \"data\") to stdout where", null, "42601", "where")]
    [InlineData("copy (select '\\.' a) to stdout csv", "\"\\.\"\n")]
    [InlineData("copy flights from stdin", null, "25006", "read-only")]
    [InlineData("copy flights to '/tmp/x'", null, "42501", "copy")]
    [InlineData("copy flights to program 'id'", null, "42501", "STDOUT")]
    [InlineData("copy (select 1) to stdout (format parquet)", null, "22023", "parquet")]
    [InlineData("copy (select 1) to stdout (wrong 1)", null, "42601", "wrong")]
    [InlineData("copy (select nope from flights) to stdout", null, "42703", "^")]
    [InlineData("copy fligths to stdout", null, "42P01", "fligths")]
    [InlineData("copy (delete from flights) to stdout", null, "42", "")]
    [InlineData("copy (select $1) to stdout", null, "42P02", "$1")]
    [InlineData("copy (select error('late' || x) from range(9) t(x)) to stdout", null, "22", "late")]
    public async Task Copy_WritesAsPostgresDoes(string sql, string? expected, string state = "", string message = "")
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [@"\set VERBOSITY verbose", sql]);
        if (expected is not null) Assert.Equal((expected, ""), (output, error));
        else Assert.Contains($"ERROR:  {state}", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackslashCopy_ToAFile_HasTheStreamsRecords()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [@$"\copy (select partition_key, data, arrived_at > '2020-01-01' from flights order by 1 limit 2) to '{file}' csv"]);
            Assert.Equal(("COPY 2\n", ""), (output, error));
            Assert.Equal("key0,\\x7b2264656c6179223a307d,t\nkey1,\\x7b2264656c6179223a317d,t\n", await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Npgsql_ExportsInBinaryAndText()
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=me;Database=kinesis;{Psql.Timeouts}");
        await using var connection = await source.OpenConnectionAsync();
        var rows = new List<(string, byte[]?, decimal)>();
        await using (var reader = await connection.BeginBinaryExportAsync("copy (select partition_key, case when partition_key <> 'key1' then data end, 1.50 from flights order by 1) to stdout (format binary)"))
        {
            while (await reader.StartRowAsync() >= 0)
            {
                var key = await reader.ReadAsync<string>();
                byte[]? data = null;
                if (reader.IsNull) await reader.SkipAsync();
                else data = await reader.ReadAsync<byte[]>(NpgsqlDbType.Bytea);
                rows.Add((key, data, await reader.ReadAsync<decimal>(NpgsqlDbType.Numeric)));
            }
        }
        Assert.Equal(6, rows.Count);
        Assert.Equal(("key0", """{"delay":0}""", 1.50m), (rows[0].Item1, System.Text.Encoding.UTF8.GetString(rows[0].Item2!), rows[0].Item3));
        Assert.Null(rows[1].Item2);

        using var text = await connection.BeginTextExportAsync("copy (select x from range(100000) t(x)) to stdout");
        var count = 0;
        while (await text.ReadLineAsync() is not null) count++;
        Assert.Equal(100_000, count);
    }
}

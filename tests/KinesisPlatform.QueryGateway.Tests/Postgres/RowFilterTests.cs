using Npgsql;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>A key that sees of flights one partition key's records, and never their shard, by every way that PostgreSQL's protocol has to ask.</summary>
public sealed class RowFilterTests(PostgresKeysHost gateway) : IClassFixture<PostgresKeysHost>
{
    private NpgsqlDataSource Source => NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=part;Password={gateway.Part};Database=kinesis;Pooling=false;{Psql.Timeouts}");

    [Fact]
    public async Task Psql_OfItsStream_SeesItsRowsOnly()
    {
        var (output, error, code) = await Psql.RunAsync(gateway.PostgresPort,
        [
            "select count(*), min(partition_key), max(partition_key), min(shard_id), max(shard_id) from flights", "select count(*) from flights where partition_key <> 'key1'",
            "select count(*) from public.flights a join flights b on true", "select (select count(*) from flights), (select string_agg(partition_key, ',') from flights)",
            "select count(*) from (from archive('flights') union all from live('flights'))", @"\dt",
        ], "part", gateway.Part);
        Assert.Equal(("1|key1|key1|hidden|hidden\n0\n1\n1|key1\n1\npublic|flights|table|part\n", "", 0), (output, error, code));
    }

    [Theory]
    [InlineData("from shards('flights')")]
    [InlineData("from snapshots('flights')")]
    [InlineData("explain analyze select * from flights")]
    [InlineData("select count(*) from nothere")]
    public async Task Psql_OfWhatItMayNotSee_IsRefusedWithoutATrace(string sql)
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [sql], "part", gateway.Part);
        Assert.Equal("", output);
        Assert.StartsWith("ERROR:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("key0", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_OfItsStream_HasItsRowsOnly()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, ["copy (select partition_key, shard_id from flights) to stdout", "copy flights (partition_key) to stdout with (format csv, header)"], "part", gateway.Part);
        Assert.Equal(("key1\thidden\npartition_key\nkey1\n", ""), (output, error));
    }

    [Fact]
    public async Task Npgsql_WithParametersAndPrepared_SeesItsRowsOnly()
    {
        await using var source = Source;
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select partition_key from flights where partition_key = $1 or $2", connection);
        command.Parameters.Add(new() { Value = "key0" });
        command.Parameters.Add(new() { Value = true });
        await command.PrepareAsync();
        for (var run = 0; run < 2; run++)
        {
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal("key1", reader.GetString(0));
            Assert.False(await reader.ReadAsync());
        }
        command.Parameters[1].Value = false;
        Assert.Null(await command.ExecuteScalarAsync());
    }
}

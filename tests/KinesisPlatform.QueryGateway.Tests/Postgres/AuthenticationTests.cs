using Npgsql;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class AuthenticationTests(PostgresKeysHost gateway) : IClassFixture<PostgresKeysHost>
{
    [Fact]
    public async Task Psql_WithARightToken_IsLetInAndSeesItsStreams()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, ["select count(*) from flights", "select current_user", @"\dt"], "all", gateway.All);
        Assert.Equal(("6\nall\npublic|flights|table|all\n", ""), (output, error));
    }

    [Theory]
    [InlineData("require", true)]
    [InlineData("prefer", true)]
    [InlineData("disable", false)]
    public async Task Psql_AsksForTls_AndHasIt(string mode, bool isSecure)
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, ["select 'in'", @"\conninfo"], "all", gateway.All, sslMode: mode);
        Assert.Equal("", error);
        Assert.StartsWith("in\n", output, StringComparison.Ordinal);
        Assert.Equal(isSecure, output.Contains("SSL connection (protocol: TLS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Psql_WithAKeyOfOtherStreams_SeesNone()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [@"\set VERBOSITY verbose", "select count(*) from flights", "select count(*) from pg_catalog.pg_class", "select count(*) from information_schema.columns"], "few", gateway.Few);
        Assert.Equal("0\n0\n", output);
        Assert.Contains("42P01", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all", "kp_all_wrongwrongwrongwrongwrongwrongwrongwrong")]
    [InlineData("nobody", null)]
    [InlineData("few", null)]
    public async Task Psql_WithAWrongToken_IsRefusedAlike(string user, string? password)
    {
        var (_, error, code) = await Psql.RunAsync(gateway.PostgresPort, ["select 1"], user, password ?? gateway.All);
        Assert.Equal(2, code);
        Assert.Contains($"FATAL:  password authentication failed for user \"{user}\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Npgsql_WithRightAndWrongTokens_IsLetInAndRefused()
    {
        await using (var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=all;Password={gateway.All};Database=kinesis;Pooling=false;{Psql.Timeouts}"))
        {
            await using var command = source.CreateCommand("select count(*) from flights");
            Assert.Equal(6L, await command.ExecuteScalarAsync());
        }
        await using var wrong = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=all;Password={gateway.Few};Database=kinesis;Pooling=false;{Psql.Timeouts}");
        Assert.Equal("28P01", (await Assert.ThrowsAsync<PostgresException>(async () => await wrong.OpenConnectionAsync())).SqlState);
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_AreRefusedUntilOneLeaves()
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=all;Password={gateway.All};Database=kinesis;Pooling=false;{Psql.Timeouts}");
        var open = new List<NpgsqlConnection>();
        PostgresException? refusal = null;
        // Connections of the tests before may still be closing.
        while (refusal is null)
        {
            try { open.Add(await source.OpenConnectionAsync()); }
            catch (PostgresException exception) { refusal = exception; }
        }
        Assert.Equal("53300", refusal.SqlState);
        Assert.InRange(open.Count, 1, 3);
        foreach (var connection in open) await connection.DisposeAsync();
    }
}

using Npgsql;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class RequireTlsTests(PostgresTlsHost gateway) : IClassFixture<PostgresTlsHost>
{
    [Theory]
    [InlineData("require")]
    [InlineData("prefer")]
    public async Task Psql_WithTls_IsLetIn(string mode)
    {
        var (output, error, code) = await Psql.RunAsync(gateway.PostgresPort, ["select count(*) from flights"], "all", gateway.All, sslMode: mode);
        Assert.Equal(("6\n", "", 0), (output, error, code));
    }

    [Fact]
    public async Task Psql_WithoutTls_IsToldToUseItBeforeItSendsAnything()
    {
        var (_, error, code) = await Psql.RunAsync(gateway.PostgresPort, ["select 1"], "all", gateway.All, sslMode: "disable");
        Assert.Equal(2, code);
        Assert.Contains("FATAL:  TLS is required: connect with sslmode=require", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Npgsql_WithAndWithoutTls_IsLetInAndRefused()
    {
        await using (var source = Source(SslMode.Require))
        {
            await using var command = source.CreateCommand("select count(*) from flights");
            Assert.Equal(6L, await command.ExecuteScalarAsync());
        }
        await using var plain = Source(SslMode.Disable);
        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await plain.OpenConnectionAsync());
        Assert.Equal(("28000", "FATAL"), (refusal.SqlState, refusal.Severity));
    }

    private NpgsqlDataSource Source(SslMode mode) => NpgsqlDataSource.Create(
        $"Host=127.0.0.1;Port={gateway.PostgresPort};Username=all;Password={gateway.All};Database=kinesis;Pooling=false;SSL Mode={mode};{Psql.Timeouts}");
}

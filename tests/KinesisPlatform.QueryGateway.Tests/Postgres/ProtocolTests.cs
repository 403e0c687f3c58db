using static KinesisPlatform.QueryGateway.Tests.Postgres.RawClient;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class ProtocolTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly byte[] Sync = Message('S');

    [Fact]
    public async Task Portal_WithRowLimit_IsSuspendedAndGoesOn()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        await client.SendAsync(
            Query("begin"), Parse("", "select x from range(5) t(x)"), Bind("p", ""), Message('D', "P"u8.ToArray(), Text("p")), Execute("p", 2), Execute("p", 2), Sync);
        Assert.Equal("CZ", await client.ReadUntilAsync('Z'));
        Assert.Equal("12TDDsDDsZ", await client.ReadUntilAsync('Z'));
        // In a transaction a portal outlives Sync.
        await client.SendAsync(Execute("p", 2), Sync, Query("commit"), Execute("p", 2), Sync);
        Assert.Equal("DCZ", await client.ReadUntilAsync('Z'));
        Assert.Equal("CZ", await client.ReadUntilAsync('Z'));
        Assert.Equal("E(34000)Z", await client.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task ExtendedQuery_WithAnError_SkipsToSync()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        await client.SendAsync(Parse("", "select nope"), Bind("", ""), Execute("", 0), Parse("a", "select 1"), Sync);
        Assert.Equal("12E(42703)Z", await client.ReadUntilAsync('Z'));
        await client.SendAsync(Bind("", "a"), Sync);
        Assert.Equal("E(26000)Z", await client.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task Describe_OfAStatement_TellsParametersAndColumnsWithoutRunningIt()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        await client.SendAsync(Parse("s", "select partition_key, $2 from flights where sub_sequence_number = $1"), Message('D', "S"u8.ToArray(), Text("s")), Sync);
        Assert.Equal('1', (await client.ReadAsync())!.Value.Kind);
        var parameters = (await client.ReadAsync())!.Value;
        Assert.Equal('t', parameters.Kind);
        Assert.Equal([.. Int16(2), .. Int32(23), .. Int32(25)], parameters.Body);
        Assert.Equal("TZ", await client.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task EmptyAndManyStatements_AreAnsweredOneByOne()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        await client.SendAsync(Query(""), Query(" ; -- nothing"), Query("select 1; select 2; select nope; select 3"), Parse("", ""), Bind("", ""), Execute("", 0), Sync);
        Assert.Equal("IZ", await client.ReadUntilAsync('Z'));
        Assert.Equal("IZ", await client.ReadUntilAsync('Z'));
        Assert.Equal("TDCTDCE(42703)Z", await client.ReadUntilAsync('Z'));
        Assert.Equal("12IZ", await client.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task Startup_AsksForWhatIsNotThere_IsToldSo()
    {
        using var tls = await ConnectAsync(gateway.PostgresPort, startsUp: false);
        await tls.SendAsync(Startup(80877103));
        Assert.Equal((byte)'N', await tls.ReadByteAsync());
        await tls.SendAsync(Startup(80877104));
        Assert.Equal((byte)'N', await tls.ReadByteAsync());
        // 3.2 and an option of it: 3.0 without it is offered.
        await tls.SendAsync(Startup((3 << 16) + 2, "user", "me", "_pq_.x", "1"));
        Assert.StartsWith("vRS", await tls.ReadUntilAsync('Z'), StringComparison.Ordinal);

        using var old = await ConnectAsync(gateway.PostgresPort, startsUp: false);
        await old.SendAsync(Startup(2 << 16));
        Assert.Equal("E(0A000).", await old.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task Cancel_WithAWrongSecret_CancelsNothing()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        for (var process = 1; process < 50; process++)
        {
            using var canceller = await ConnectAsync(gateway.PostgresPort, startsUp: false);
            await canceller.SendAsync([.. Int32(16), .. Int32(80877102), .. Int32(process), .. Int32(12345)]);
        }
        await client.SendAsync(Query("select count(*) from range(100000000) t(x) where hash(x) % 1000 = 1"));
        Assert.Equal("TDCZ", await client.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task ClientsThatLeave_FreeTheirWorkers()
    {
        for (var i = 0; i < 6; i++)
        {
            using var client = await ConnectAsync(gateway.PostgresPort);
            await client.SendAsync(Query("select x, repeat('y', 1000) from range(100000000) t(x)"));
            Assert.Equal('T', (await client.ReadAsync())!.Value.Kind);
        }
        // More than there are workers.
        using var last = await ConnectAsync(gateway.PostgresPort);
        await last.SendAsync(Query("select 1"));
        Assert.Equal("TDCZ", await last.ReadUntilAsync('Z'));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Listener_GivenNonsense_ClosesAndGoesOn(int seed)
    {
#pragma warning disable CA5394 // The same nonsense each time.
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            using var client = await ConnectAsync(gateway.PostgresPort, startsUp: i % 2 == 0);
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (i % 4 == 2)
            {
                // Right messages, cut and with a byte changed.
                bytes = [.. Parse("s", "select $1::int"), .. Bind("p", "s"), .. Message('D', "P"u8.ToArray(), Text("p")), .. Query("select 1"), .. Sync];
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                bytes = bytes[..random.Next(bytes.Length)];
            }
            if (i % 10 == 3) bytes = [.. Int32(int.MaxValue), .. bytes];
            try
            {
                await client.SendAsync(bytes);
                client.FinishSending();
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException) { /* Closed already, which is right. */ }
            await client.DrainAsync();
        }
#pragma warning restore CA5394
        using var last = await ConnectAsync(gateway.PostgresPort);
        await last.SendAsync(Query("show server_version"));
        Assert.Equal("TDCZ", await last.ReadUntilAsync('Z'));
    }

    [Fact]
    public async Task Message_LargerThanTheLimit_EndsTheConnection()
    {
        using var client = await ConnectAsync(gateway.PostgresPort);
        await client.SendAsync([(byte)'Q', .. Int32(1 << 30)]);
        Assert.Equal("E(08P01).", await client.ReadUntilAsync('Z'));
    }

    private static byte[] Query(string sql) => Message('Q', Text(sql));

    private static byte[] Parse(string name, string sql) => Message('P', Text(name), Text(sql), Int16(0));

    private static byte[] Bind(string portal, string statement) => Message('B', Text(portal), Text(statement), Int16(0), Int16(0), Int16(0));

    private static byte[] Execute(string portal, int rows) => Message('E', Text(portal), Int32(rows));
}

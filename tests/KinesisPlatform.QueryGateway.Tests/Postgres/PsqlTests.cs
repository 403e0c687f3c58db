namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class PsqlTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Select_OfAStream_WithAndWithoutItsSchema_AnswersRows()
    {
        var (output, error, code) = await Psql.RunAsync(gateway.PostgresPort,
            ["select count(*), sum((json->>'$.delay')::int) from public.flights; select '' where false; ;", "select \"public\".\"flights\".\"partition_key\" from \"public\".\"flights\" order by 1 limit 2"]);
        Assert.Equal(("6|15\nkey0\nkey1\n", "", 0), (output, error, code));
    }

    [Fact]
    public async Task Psql_ThatNeedsTls_IsToldThatThereIsNone()
    {
        var (_, error, code) = await Psql.RunAsync(gateway.PostgresPort, ["select 1"], sslMode: "require");
        Assert.Equal(2, code);
        Assert.Contains("server does not support SSL", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackslashD_OfATable_ListsColumnsWithTheirTypes()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [@"\d flights"], options: "-X");
        Assert.Equal("", error);
        Assert.Contains("Table \"public.flights\"", output, StringComparison.Ordinal);
        Assert.Matches(@"arrived_at +\| timestamp with time zone +\| +\| not null", output);
        Assert.Matches(@"data +\| bytea", output);
        Assert.Matches(@"json +\| json", output);
    }

    [Fact]
    public async Task BackslashCommands_All_AreAnswered()
    {
        string[] commands =
        [
            @"\d", @"\dt", @"\dt+", @"\dtvs public.*", @"\d ""fli*""", @"\l", @"\dn", @"\dn+", @"\df", @"\du", @"\di", @"\dv", @"\ds", @"\dT", @"\dx", @"\db", @"\dp", @"\conninfo", @"\encoding",
            @"\dL", @"\dC", @"\dF", @"\do", @"\da", @"\ddp", @"\det", @"\dRp", @"\dX", @"\dy", @"\dE", @"\dl",
        ];
        var (output, error, code) = await Psql.RunAsync(gateway.PostgresPort, commands, options: "-X");
        Assert.DoesNotContain("ERROR", error, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Matches(@"public \| flights \| table \| me", output);
        Assert.Matches(@"kinesis +\| me +\| UTF8", output);
    }

    [Fact]
    public async Task BackslashCommands_OfAQuery_ShowItInTheirWays()
    {
        var (output, error, _) = await Psql.RunScriptAsync(gateway.PostgresPort, """
            select partition_key, arrived_at, 1.5::decimal(10,2) d, [1] l from flights \gdesc
            \x
            select partition_key, json from flights order by 1 limit 1;
            \x
            show tables;
            explain select 1;
            """);
        Assert.Equal("", error);
        Assert.StartsWith("partition_key|text\narrived_at|timestamp with time zone\nd|numeric(10,2)\nl|integer[]\npartition_key|key0\njson|{\"delay\":0}\nflights\n", output, StringComparison.Ordinal);
    }

    /// <summary>psql completes names only for somebody at a terminal: <c>script</c> (of Debian's bsdutils, which is always there) is one.</summary>
    [Fact]
    public async Task TabCompletion_FindsStreamsColumnsAndSettings()
    {
        using var terminal = Psql.StartAtTerminal(gateway.PostgresPort);
        await terminal.StandardInput.WriteAsync("select count(*) from fli\t where partition_k\t = 'key3';\nset applic\t to 'tab';\nshow applic\t;\n\\d public.fli\t\n\\q\n");
        var output = await terminal.StandardOutput.ReadToEndAsync();
        await terminal.WaitForExitAsync();
        Assert.Contains("from flights  where partition_key  = 'key3'", output, StringComparison.Ordinal);
        Assert.Matches(@"-+\s+1\s+\(1 row\)", output);
        Assert.Matches(@"application_name\s+-+\s+tab", output);
        Assert.Contains("Table \"public.flights\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ERROR", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select * from fligths", "42P01", "Known streams: flights")]
    [InlineData("selec 1", "42601", "LINE 1: selec 1")]
    [InlineData("select nope from flights", "42703", "LINE 1: select nope from flights\n               ^")]
    [InlineData("select nosuch(1)", "42501", "nosuch")]
    [InlineData("delete from flights", "25006", "read-only")]
    [InlineData("select 'x'::int", "22P02", "convert")]
    [InlineData("select * from read_text('/etc/passwd')", "42501", "not allowed")]
    [InlineData("select * from pg_catalog.pg_class, flights", "42P01", "flights")]
    [InlineData("set client_encoding to latin1", "22023", "UTF8")]
    [InlineData("set nosuch to 1", "42704", "nosuch")]
    [InlineData("set statement_timeout to '300ms'; select count(*) from range(100000000000) t(x) where hash(x) = 1", "57014", "statement timeout")]
    [InlineData("prepare x as select 1", "0A000", "PREPARE")]
    [InlineData("select 'unterminated", "42601", "unterminated")]
    public async Task Statement_ThatFails_SaysWhyWithCodeAndPlace(string sql, string state, string expected)
    {
        var (_, error, code) = await Psql.RunAsync(gateway.PostgresPort, [@"\set VERBOSITY verbose", sql]);
        Assert.Equal(1, code);
        Assert.Contains($"ERROR:  {state}: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_ThatFails_IgnoresStatementsUntilItsEnd()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, ["begin", "select 1", "select nope", "select 2", "savepoint a", "rollback", "select 3", "show transaction_read_only", "show timezone"]);
        Assert.Equal("BEGIN\n1\nROLLBACK\n3\non\nUTC\n", output);
        Assert.Equal(2, error.Split("current transaction is aborted").Length - 1);
    }

    [Fact]
    public async Task Cursor_ByStatements_GoesForward()
    {
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, ["begin", "declare c cursor for select x from range(5) t(x)", "fetch 2 from c", "fetch all c", "close c", "commit"]);
        Assert.Equal(("BEGIN\nDECLARE CURSOR\n0\n1\n2\n3\n4\nCLOSE CURSOR\nCOMMIT\n", ""), (output, error));
    }

    [Fact]
    public async Task Interrupt_OfARunningQuery_CancelsItAlone()
    {
        using var psql = Psql.Start(gateway.PostgresPort, "me", null, ["-XAt", "-v", "VERBOSITY=sqlstate", "-c", "select 'begun'", "-c", "select count(*) from range(100000000000) t(x) where hash(x) = 1"]);
        Assert.Equal("begun", await psql.StandardOutput.ReadLineAsync());
        // psql asks for the second statement as soon as the first is answered; what comes too early cancels nothing, so it is sent until it does.
        using var signals = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var error = ReadErrorAsync(psql.StandardError);
        while (!error.IsCompleted)
        {
            using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{psql.Id}"]);
            await kill.WaitForExitAsync();
            if (!error.IsCompleted) await signals.WaitForNextTickAsync();
        }
        Assert.Contains("57014", await error, StringComparison.Ordinal);
        await psql.WaitForExitAsync();
        Assert.Equal(("alive\n", ""), await Psql.RunAsync(gateway.PostgresPort, ["select 'alive'"]) is var (output, rest, _) ? (output, rest) : default);
    }

    private static async Task<string> ReadErrorAsync(StreamReader reader)
    {
        // psql says "Cancel request sent" before.
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ERROR", StringComparison.Ordinal)) return line;
        }
        return "";
    }
}

using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class BiToolTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task SqlAlchemy_ReflectsAndReadsAStream()
    {
        var found = JsonNode.Parse(await PythonScript.RunAsync("reflect_streams.py", "psycopg2, sqlalchemy", "python3-psycopg2 python3-sqlalchemy", [$"{gateway.PostgresPort}", "flights"]))!;
        Assert.Equal("""["information_schema","public"]""", found["schemas"]!.ToJsonString());
        Assert.Equal("""["flights"]""", found["tables"]!.ToJsonString());
        Assert.Equal("[true,false]", found["exists"]!.ToJsonString());
        Assert.Equal("""["TIMESTAMP",false]""", found["columns"]!["arrived_at"]!.ToJsonString());
        Assert.Equal("""["BYTEA",true]""", found["columns"]!["data"]!.ToJsonString());
        Assert.Equal("[[],[],[],[],[]]", found["keys"]!.ToJsonString());
        Assert.Equal("""[["key3","{\u0022delay\u0022:3}",{"delay":3}]]""", found["rows"]!.ToJsonString());
        Assert.Equal("""["1","x\u0027\\","1.50","None","[1, 2]"]""", found["values"]!.ToJsonString());
        Assert.Equal(499_500, (int)found["streamed"]!);
    }

    /// <summary>What pgJDBC (and so DBeaver, Metabase, Tableau), Grafana and asyncpg ask when they connect and list tables, as they send it.</summary>
    [Fact]
    public async Task StartupQueries_OfOtherTools_AreAnswered()
    {
        var file = Path.Combine(RepositoryFolder.Path, "tests", "KinesisPlatform.QueryGateway.Tests", "Postgres", "bi-startup.sql");
        var (output, error, _) = await Psql.RunAsync(gateway.PostgresPort, [@$"\i {file}"]);
        Assert.Equal("", error);
        var answers = output.Split("---\n");
        Assert.All(File.ReadLines(file).Where(line => line.StartsWith("-- expect ", StringComparison.Ordinal)).Select(line => line["-- expect ".Length..]).Select((expected, i) => (expected, answer: answers[i].TrimEnd('\n'))),
            pair => Assert.Equal(pair.expected, pair.answer));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace KinesisPlatform.Integration.Tests;

[Collection(PlatformCollection.Name)]
public sealed class ServicesTests(PlatformFixture platform)
{
    [Fact]
    public async Task Health_OfEveryService_IsGreen()
    {
        foreach (var service in PlatformFixture.Services)
        {
            using var http = platform.CreateHttpClient(service);
            using var response = await http.GetAsync("/health");
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{service}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Gateway_AskedForTlsOnItsPostgresPort_SaysThatThereIsNone()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(platform.Postgres.Host, platform.Postgres.Port);
        var stream = client.GetStream();
        // SSLRequest: the length, and the code in a version's place.
        await stream.WriteAsync(new byte[] { 0, 0, 0, 8, 4, 210, 22, 47 });
        Assert.Equal('N', stream.ReadByte());
    }

    [Fact]
    public async Task Clusters_AreNoneButThoseThatOtherTestsAskedFor()
    {
        using var http = platform.CreateHttpClient("cluster-provisioner");

        using var list = JsonDocument.Parse(await http.GetStringAsync("/clusters"));

        Assert.All(list.RootElement.GetProperty("clusters").EnumerateArray(), cluster => Assert.Equal("by-kp", cluster.GetProperty("name").GetString()));
        Assert.Empty(list.RootElement.GetProperty("orphans").EnumerateArray());
    }

    [Theory]
    [InlineData("select * from nowhere", HttpStatusCode.NotFound, "nowhere")]
    [InlineData("selec count(*) from flights", HttpStatusCode.BadRequest, "selec")]
    [InlineData("select 1; select 2", HttpStatusCode.BadRequest, "one SELECT")]
    [InlineData("drop table flights", HttpStatusCode.BadRequest, "SELECT")]
    [InlineData("select * from read_csv('/etc/passwd')", HttpStatusCode.BadRequest, "read_csv")]
    public async Task PostSql_NotAllowed_IsAProblemThatSaysWhy(string sql, HttpStatusCode status, string expected)
    {
        using var response = await platform.Sql.PostAsync(sql);

        var problem = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(expected, problem, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", problem, StringComparison.Ordinal);
    }
}

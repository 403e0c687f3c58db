using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.QueryGateway.Tests.Tenants;

/// <summary>Ways to a stream's data besides its rows: what a key's rule hides is not to be had by any of them.</summary>
public sealed class TenantTests(KeyedGateway gateway) : IClassFixture<KeyedGateway>
{
    private const string Tables = "/iceberg/v1/namespaces/kinesis/tables";

    [Fact]
    public async Task Endpoints_AllButHealthAndTheApisDescription_AskForAKey()
    {
        var open = new List<string>();
        var endpoints = gateway.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(endpoints.Count >= 15, $"{endpoints.Count}");
        foreach (var endpoint in endpoints)
        {
            var path = $"/{string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x"))}";
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var answer = await gateway.SendAsync(null, new(method), path);
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) open.Add(path);
            else Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode}");
        }
        // The description of the API holds nothing of streams.
        Assert.All(open, path => Assert.True(path is "/health" or "/alive" or "/openapi/x", path));
    }

    [Theory]
    [InlineData("whole", "flights", 200)]
    [InlineData("whole", "payroll", 200)]
    [InlineData("part", "flights", 403)]
    [InlineData("masked", "flights", 403)]
    [InlineData("part", "payroll", 404)]
    [InlineData("none", "flights", 404)]
    [InlineData("admin", "flights", 404)]
    [InlineData("part", "%66lights", 403)]
    [InlineData("part", "FLIGHTS", 404)]
    public async Task Catalog_GivesATableWholeOrNotAtAll(string key, string table, int status)
    {
        var (got, body) = await gateway.GetAsync(key, $"{Tables}/{table}");
        using var head = await gateway.SendAsync(key, HttpMethod.Head, $"{Tables}/{table}");

        Assert.Equal(status, got);
        Assert.Equal(status == 200 ? 204 : status, (int)head.StatusCode);
        Assert.Equal(status == 200, body.TryGetProperty("metadata-location", out _));
        if (status == 404) Assert.Equal((await gateway.GetAsync(key, $"{Tables}/nothing")).Body.GetRawText().Replace("nothing", table, StringComparison.Ordinal), body.GetRawText());
    }

    [Fact]
    public async Task Catalog_ListsWhatItGives()
    {
        foreach (var (key, names) in new Dictionary<string, string[]> { ["whole"] = ["flights", "payroll"], ["part"] = [], ["masked"] = [], ["none"] = [], ["admin"] = [] })
        {
            var (_, body) = await gateway.GetAsync(key, Tables);
            Assert.Equal(names, body.GetProperty("identifiers").EnumerateArray().Select(table => table.GetProperty("name").GetString()));
        }
        Assert.Equal(200, (await gateway.GetAsync("part", "/iceberg/v1/config")).Status);
        Assert.Equal(200, (await gateway.GetAsync("part", "/iceberg/v1/namespaces")).Status);
        using var refused = await gateway.SendAsync(null, HttpMethod.Get, "/iceberg/v1/config");
        Assert.Equal("NotAuthorizedException", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Queries_OfAnotherKey_AreNotThere_AndTheirResultsAreTheirOwnersAlone()
    {
        using var started = await gateway.AskAsync("whole", new { sql = "select partition_key from flights order by all", async = true, page = new { rows = 2 } });
        var id = started.Headers.GetValues("Query-Id").Single();
        var (_, first) = await gateway.GetAsync("whole", $"/queries/{id}/results?page=1");
        Assert.Equal(2, first.GetProperty("rows").GetArrayLength());

        foreach (var other in (string[])["part", "masked", "none"])
        {
            foreach (var (method, path) in new[] { (HttpMethod.Get, $"/queries/{id}"), (HttpMethod.Get, $"/queries/{id}/results?page=1"), (HttpMethod.Get, $"/queries/{id}/results?page=2"), (HttpMethod.Delete, $"/queries/{id}") })
            {
                using var answer = await gateway.SendAsync(other, method, path);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
            Assert.DoesNotContain(id, (await gateway.GetAsync(other, "/queries?limit=1000")).Body.GetRawText(), StringComparison.Ordinal);
        }
        // Who administers sees that it is there and may stop it; the rows are not theirs to read.
        var (_, seen) = await gateway.GetAsync("admin", $"/queries/{id}");
        Assert.Equal(("whole", JsonValueKind.Null), (seen.GetProperty("owner").GetString(), seen.GetProperty("result").ValueKind));
        Assert.InRange((await gateway.GetAsync("admin", $"/queries/{id}/results?page=1")).Status, 400, 499);
        Assert.Equal(200, (await gateway.GetAsync("whole", $"/queries/{id}/results?page=2")).Status);
        using var deleted = await gateway.SendAsync("admin", HttpMethod.Delete, $"/queries/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(410, (await gateway.GetAsync("whole", $"/queries/{id}/results?page=2")).Status);
    }

    [Theory]
    [InlineData("part", 1)]
    [InlineData("masked", 6)]
    [InlineData("whole", 6)]
    public async Task Rows_AreThoseOfTheKey_InEveryFormat(string key, int count)
    {
        using var answer = await gateway.AskAsync(key, new { sql = "select partition_key from flights" });
        var rows = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rows").EnumerateArray().Select(row => row[0].GetString()).Order();
        Assert.Equal(key switch { "part" => ["key1"], "masked" => Enumerable.Repeat("x", count), _ => Enumerable.Range(0, count).Select(i => $"key{i}") }, rows);
    }

    [Theory]
    [InlineData("part", "flights", true, false)]
    [InlineData("masked", "flights", true, true)]
    [InlineData("whole", "flights", true, true)]
    [InlineData("none", "flights", false, false)]
    [InlineData("admin", "payroll", false, false)]
    public async Task Stream_TellsOfItsArchiveWhomItShowsEveryRecord(string key, string stream, bool isThere, bool hasArchive)
    {
        var (status, body) = await gateway.GetAsync(key, $"/streams/{stream}");
        Assert.Equal(isThere ? 200 : 404, status);
        Assert.Equal(hasArchive, isThere && body.GetProperty("archive").ValueKind == JsonValueKind.Object);
        Assert.Equal(isThere, (await gateway.GetAsync(key, "/streams")).Body.GetRawText().Contains(stream, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("explain select * from flights")]
    [InlineData("explain analyze select count(*) from flights")]
    [InlineData("from snapshots('flights')")]
    [InlineData("from shards('flights')")]
    public async Task Statement_ThatTellsOfEveryRecord_IsRefusedToAKeyThatSeesAPart(string sql)
    {
        using var answer = await gateway.AskAsync("part", new { sql });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("key1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_AboutAStreamThatMayNotBeRead_IsThatOfOneThatIsNotThere()
    {
        Assert.Equal(await ErrorAsync("nothere"), await ErrorAsync("payroll"));

        async Task<string> ErrorAsync(string stream)
        {
            using var answer = await gateway.AskAsync("part", new { sql = $"select count(*) from {stream}" });
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return $"{answer.StatusCode} {problem.GetProperty("title")} {problem.GetProperty("detail")}".Replace(stream, "", StringComparison.Ordinal);
        }
    }
}

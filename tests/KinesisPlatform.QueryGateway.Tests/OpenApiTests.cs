using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.OpenApi;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class OpenApiTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Path = "/openapi/v1.json";

    [Fact]
    public async Task Document_IsValidAndHasEveryOperation()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(await gateway.Http.GetStringAsync(Path), "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        var operations = document!.Paths.SelectMany(path => path.Value.Operations!.Select(operation => $"{operation.Key} {path.Key}"));
        Assert.Equal(["DELETE /queries/{id}", "GET /queries", "GET /queries/{id}", "GET /queries/{id}/results", "GET /streams", "GET /streams/{name}", "POST /sql"], operations.Order(StringComparer.Ordinal));
        Assert.All(document.Paths.SelectMany(path => path.Value.Operations!.Values), operation => Assert.False(string.IsNullOrEmpty(operation.Summary) || string.IsNullOrEmpty(operation.OperationId)));
        Assert.Equal(["Accept", "Prefer"], document.Paths["/sql"].Operations![HttpMethod.Post].Parameters!.Select(parameter => parameter.Name));
        Assert.Equal("bearer", Assert.Single(document.Components!.SecuritySchemes!).Value.Scheme);
    }

    [Fact]
    public async Task Document_HasTheMembersThatAreAnswered()
    {
        gateway.Streams.Create("described", 1);
        gateway.Streams.Put("described", "k", "{}");
        var document = await gateway.Http.GetFromJsonAsync<JsonElement>(Path);
        using var answer = await gateway.PostAsync(new { sql = "select count(*) from described", page = new { rows = 1 } });
        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();

        // An answer that does not break off has no error.
        Assert.Equal(Members(document, "SqlResultView").Except(["error"]), Members(result));
        Assert.Equal(Members(document, "StatsView"), Members(result.GetProperty("stats")));
        Assert.Equal(Members(document, "TableStatsView"), Members(result.GetProperty("stats").GetProperty("tables")[0]));
        Assert.Equal(Members(document, "SqlPageView"), Members(result.GetProperty("page")));
        Assert.Equal(Members(document, "StreamView"), Members(await gateway.Http.GetFromJsonAsync<JsonElement>("/streams/described")));
        Assert.Equal(Members(document, "QueryView"), Members((await gateway.Http.GetFromJsonAsync<JsonElement>("/queries")).GetProperty("queries")[0]));
    }

    private static IEnumerable<string> Members(JsonElement document, string schema) =>
        Members(document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties"));

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
}

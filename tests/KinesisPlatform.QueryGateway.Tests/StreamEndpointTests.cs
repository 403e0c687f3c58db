using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class StreamEndpointTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Streams_List_NamesEachWithItsAddress()
    {
        var answer = await gateway.Http.GetFromJsonAsync<JsonElement>("/streams");
        Assert.Equal("""[{"name":"flights","href":"/streams/flights"}]""", answer.GetProperty("streams").GetRawText());
    }

    [Fact]
    public async Task Streams_One_ShowsArchiveCheckpointsLagAndShards()
    {
        var answer = await gateway.Http.GetFromJsonAsync<JsonElement>("/streams/flights");
        Assert.Equal("ACTIVE", answer.GetProperty("status").GetString());
        Assert.Equal(4, answer.GetProperty("archive").GetProperty("recordCount").GetInt64());
        Assert.InRange(answer.GetProperty("lagSeconds").GetDouble(), 0, 600);
        Assert.Equal(0, answer.GetProperty("gaps").GetArrayLength());
        var shards = answer.GetProperty("shards");
        Assert.Equal(2, shards.GetArrayLength());
        Assert.All(shards.EnumerateArray(), shard =>
        {
            Assert.Equal("open", shard.GetProperty("status").GetString());
            Assert.StartsWith("4964", shard.GetProperty("checkpoint").GetProperty("sequenceNumber").GetString(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("/streams/nope")]
    [InlineData("/streams/no%20pe")]
    public async Task Streams_Unknown_Is404(string path)
    {
        using var response = await gateway.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Health_Answers() => Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/alive")).StatusCode);
}

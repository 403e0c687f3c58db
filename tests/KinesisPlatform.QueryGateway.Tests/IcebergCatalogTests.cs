using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>The catalog as its OpenAPI document has it.</summary>
public sealed class IcebergCatalogTests(IcebergFixture fixture) : IClassFixture<IcebergFixture>
{
    private const string Tables = "/iceberg/v1/namespaces/kinesis/tables";
    private const string Flights = $"{Tables}/flights";

    private HttpClient Http => fixture.Gateway.Http;

    [Fact]
    public async Task Config_TellsWhereFilesAreAndNeverHowToGetIn()
    {
        var config = await Http.GetFromJsonAsync<JsonElement>("/iceberg/v1/config?warehouse=any");

        Assert.Equal(
            """{"s3.endpoint":"http://127.0.0.1:9","s3.path-style-access":"true","s3.region":"eu-central-1","client.region":"eu-central-1"}""",
            config.GetProperty("defaults").GetRawText());
        Assert.Equal("{}", config.GetProperty("overrides").GetRawText());
    }

    [Fact]
    public async Task Config_EveryEndpointItLists_IsServed()
    {
        var config = await Http.GetFromJsonAsync<JsonElement>("/iceberg/v1/config");
        var endpoints = config.GetProperty("endpoints").EnumerateArray().Select(endpoint => endpoint.GetString()!.Split(' ')).ToList();

        Assert.Equal(6, endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            var path = endpoint[1].Replace("/{prefix}", "", StringComparison.Ordinal).Replace("{namespace}", "kinesis", StringComparison.Ordinal).Replace("{table}", "flights", StringComparison.Ordinal);
            using var response = await SendAsync(new(endpoint[0]), $"/iceberg{path}");
            Assert.Equal(endpoint[0] == "HEAD" ? HttpStatusCode.NoContent : HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/iceberg/v1/namespaces", """{"namespaces":[["kinesis"]]}""")]
    [InlineData("/iceberg/v1/namespaces?parent=", """{"namespaces":[["kinesis"]]}""")]
    [InlineData("/iceberg/v1/namespaces?parent=kinesis", """{"namespaces":[]}""")]
    [InlineData("/iceberg/v1/namespaces/kinesis", """{"namespace":["kinesis"],"properties":{}}""")]
    [InlineData(Tables, """{"identifiers":[{"namespace":["kinesis"],"name":"Orders.v2-eu"},{"namespace":["kinesis"],"name":"flights"}],"next-page-token":null}""")]
    [InlineData($"{Tables}?pageSize=1", """{"identifiers":[{"namespace":["kinesis"],"name":"Orders.v2-eu"},{"namespace":["kinesis"],"name":"flights"}],"next-page-token":null}""")]
    [InlineData($"{Tables}?pageToken=&pageSize=1", """{"identifiers":[{"namespace":["kinesis"],"name":"Orders.v2-eu"}],"next-page-token":"Orders.v2-eu"}""")]
    [InlineData($"{Tables}?pageToken=Orders.v2-eu&pageSize=1", """{"identifiers":[{"namespace":["kinesis"],"name":"flights"}],"next-page-token":null}""")]
    public async Task List_AnswersAsSpecified(string path, string expected) => Assert.Equal(expected, await Http.GetStringAsync(path));

    [Theory]
    [InlineData("flights", "flights")]
    [InlineData("Orders.v2-eu", "Orders.v2-eu")]
    [InlineData("%4Frders%2Ev2%2Deu", "Orders.v2-eu")]
    public async Task Load_HasTheTablesOwnMetadataByteForByte(string name, string stream)
    {
        var table = await Http.GetFromJsonAsync<JsonElement>($"{Tables}/{name}");

        var location = table.GetProperty("metadata-location").GetString()!;
        Assert.Equal($"s3://memory/archive/{stream}", table.GetProperty("metadata").GetProperty("location").GetString());
        Assert.Matches($@"\As3://memory/archive/{stream}/metadata/0000\d-[0-9a-f-]{{36}}\.metadata\.json\z", location);
        var stored = await fixture.Gateway.Store.GetAsync(location["s3://memory/".Length..], null, CancellationToken.None);
        Assert.Equal(Encoding.UTF8.GetString(stored!.Content.Span), table.GetProperty("metadata").GetRawText());
        Assert.Equal("{}", table.GetProperty("config").GetRawText());
    }

    [Fact]
    public async Task Load_WithTheETagOfTheNewestVersion_IsNotModified()
    {
        using var first = await Http.GetAsync(Flights);
        var etag = first.Headers.ETag!.Tag;

        using var same = await SendAsync(HttpMethod.Get, Flights, etag);
        using var weak = await SendAsync(HttpMethod.Get, Flights, $"\"other\", W/{etag}");
        using var other = await SendAsync(HttpMethod.Get, Flights, "\"other\"");

        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.Content.ReadAsStringAsync()));
        Assert.Equal(etag, same.Headers.ETag?.Tag);
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Load_AfterACommit_IsTheNewVersion()
    {
        const string path = $"{Tables}/{IcebergFixture.Strange}";
        using var before = await Http.GetAsync(path);
        fixture.Gateway.Streams.Put(IcebergFixture.Strange, "later", "{}");
        await fixture.Gateway.Archiver.ArchiveAsync(IcebergFixture.Strange);

        using var after = await SendAsync(HttpMethod.Get, path, before.Headers.ETag!.Tag);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    [Theory]
    [InlineData("GET", "/iceberg/v1/namespaces/nope", "NoSuchNamespaceException")]
    [InlineData("GET", "/iceberg/v1/namespaces/kinesis%1Fnope", "NoSuchNamespaceException")]
    [InlineData("GET", "/iceberg/v1/namespaces?parent=nope", "NoSuchNamespaceException")]
    [InlineData("GET", "/iceberg/v1/namespaces/nope/tables", "NoSuchNamespaceException")]
    [InlineData("GET", "/iceberg/v1/namespaces/nope/tables/flights", "NoSuchNamespaceException")]
    [InlineData("GET", $"{Tables}/nope", "NoSuchTableException")]
    [InlineData("GET", $"{Tables}/no%20pe", "NoSuchTableException")]
    [InlineData("GET", "/iceberg/v1/namespaces/kinesis/views", "NotFoundException")]
    [InlineData("HEAD", "/iceberg/v1/namespaces/nope", null)]
    [InlineData("HEAD", $"{Tables}/nope", null)]
    public async Task Unknown_Is404AsAClientExpectsIt(string method, string path, string? type)
    {
        using var response = await SendAsync(new(method), path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        if (type is null) Assert.Equal("", await response.Content.ReadAsStringAsync());
        else await CheckErrorAsync(response, type);
    }

    [Theory]
    [InlineData("POST", "/iceberg/v1/namespaces")]
    [InlineData("DELETE", "/iceberg/v1/namespaces/kinesis")]
    [InlineData("POST", "/iceberg/v1/namespaces/kinesis/properties")]
    [InlineData("POST", "/iceberg/v1/namespaces/kinesis/register")]
    [InlineData("POST", Tables)]
    [InlineData("POST", Flights)]
    [InlineData("DELETE", $"{Flights}?purgeRequested=true")]
    [InlineData("POST", "/iceberg/v1/tables/rename")]
    [InlineData("POST", "/iceberg/v1/transactions/commit")]
    public async Task Write_IsRefusedAndChangesNothing(string method, string path)
    {
        using var before = await Http.GetAsync(Flights);
        using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };

        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Contains("read-only", await CheckErrorAsync(response, "UnsupportedOperationException"), StringComparison.Ordinal);
        using var after = await Http.GetAsync(Flights);
        Assert.Equal(before.Headers.ETag, after.Headers.ETag);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task List_PageSizeIsNoSize_Is400(string size)
    {
        using var response = await Http.GetAsync($"{Tables}?pageToken=&pageSize={size}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await CheckErrorAsync(response, "BadRequestException");
    }

    [Fact]
    public async Task Load_MetadataFileIsGone_SaysWhich()
    {
        var store = fixture.Gateway.Store;
        var location = (await Http.GetFromJsonAsync<JsonElement>(Flights)).GetProperty("metadata-location").GetString()!;
        var key = location["s3://memory/".Length..];
        var stored = await store.GetAsync(key, null, CancellationToken.None);
        await store.DeleteAsync(key, CancellationToken.None);

        using var response = await Http.GetAsync(Flights);
        await store.PutAsync(key, stored!.Content, new PutCondition.None(), CancellationToken.None);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(key, await CheckErrorAsync(response, "InternalServerError"), StringComparison.Ordinal);
    }

    private static async Task<string> CheckErrorAsync(HttpResponseMessage response, string type)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal((type, (int)response.StatusCode), (error.GetProperty("type").GetString(), error.GetProperty("code").GetInt32()));
        return error.GetProperty("message").GetString()!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? knownETag = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (knownETag is not null) request.Headers.Add("If-None-Match", knownETag);
        return await Http.SendAsync(request);
    }
}

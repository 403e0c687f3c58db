using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class QueryEndpointTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Endless = "select count(*) from range(100000000000) t(x) where hash(x) = 1";

    [Fact]
    public async Task Queries_ThatRan_AreListedWithWhatTheyDid()
    {
        using var response = await gateway.PostAsync(new { sql = "select 'listed', x from range(7) t(x)" });
        var id = IdOf(response);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        var query = await GetAsync($"/queries/{id}");

        Assert.Equal(id, answer.RootElement.GetProperty("stats").GetProperty("queryId").GetString());
        Assert.Equal(("finished", "http", "", 7), (Text(query, "state"), Text(query, "client"), Text(query, "owner"), query.GetProperty("progress").GetProperty("rowCount").GetInt64()));
        Assert.Equal(JsonValueKind.Null, query.GetProperty("result").ValueKind);
        Assert.Contains((await GetAsync("/queries?state=finished,failed&limit=1000")).GetProperty("queries").EnumerateArray(), listed => Text(listed, "id") == id);
        Assert.DoesNotContain((await GetAsync("/queries?state=queued,running")).GetProperty("queries").EnumerateArray(), listed => Text(listed, "id") == id);
    }

    [Fact]
    public async Task Delete_RunningQuery_AnswersItsClientAndIsIdempotent()
    {
        var running = gateway.PostAsync(new { sql = $"{Endless} -- delete" });
        var id = await RunningAsync("-- delete");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"/queries/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"/queries/{id}")).StatusCode);

        using var response = await running;
        Assert.Equal((HttpStatusCode.Conflict, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("cancelled", Text(await GetAsync($"/queries/{id}"), "state"));
    }

    [Fact]
    public async Task Delete_QueryWhoseRowsAreRead_BreaksTheStreamOff()
    {
        using var response = await gateway.PostAsync(new { sql = "select x, repeat('y', 1000) from range(100000000) t(x)" }, "application/x-ndjson");
        await gateway.Http.DeleteAsync($"/queries/{IdOf(response)}");
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData("GET", "/queries/nope")]
    [InlineData("GET", "/queries/0190a5b0c0de7000800000000000000a")]
    [InlineData("DELETE", "/queries/0190a5b0c0de7000800000000000000a")]
    [InlineData("GET", "/queries/0190a5b0c0de7000800000000000000a/results")]
    public async Task Unknown_Is404(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await gateway.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/queries?state=sleeping", "state")]
    [InlineData("/queries?limit=0", "limit")]
    [InlineData("/queries/0190a5b0c0de7000800000000000000a/results?page=0&numbers=words", "numbers")]
    public async Task Parameters_OutOfTheirRange_Are400(string path, string member)
    {
        using var response = await gateway.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(member, out _));
    }

    [Fact]
    public async Task Client_ThatGoesAway_TakesItsWorkerAlong()
    {
        const int workers = 3;
        var sockets = new List<TcpClient>();
        // One format that streams, and one that is kept: both go with their connection.
        for (var i = 0; i < workers; i++) sockets.Add(await SendAsync($"{Endless} -- socket{i}", i % 2 == 0 ? "text/csv" : "application/json"));
        var ids = new List<string>();
        for (var i = 0; i < workers; i++) ids.Add(await RunningAsync($"-- socket{i}"));

        foreach (var socket in sockets) socket.Dispose();

        // All that one caller may have were taken.
        using var next = await gateway.PostAsync(new { sql = "select 1" });
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        foreach (var id in ids) await StateAsync(id, "cancelled");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task Answer_GzipAccepted_IsCompressed(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sql") { Content = JsonContent.Create(new { sql = "select x, repeat('y', 1000) from range(1000) t(x)" }) };
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await gateway.Http.SendAsync(request);
        var packed = await response.Content.ReadAsByteArrayAsync();
        using var text = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        var whole = await text.ReadToEndAsync();

        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.True(packed.Length < 100_000);
        Assert.Equal(1000, whole.Split("yyyy\"").Length + whole.Split("yyyy\r\n").Length - 2);
    }

    private static string IdOf(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Query-Id"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<JsonElement> GetAsync(string path) => gateway.Http.GetFromJsonAsync<JsonElement>(path);

    private async Task<TcpClient> SendAsync(string sql, string accept)
    {
        var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        var body = JsonSerializer.Serialize(new { sql });
        var head = $"POST /sql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nAccept: {accept}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + body));
        return client;
    }

    private async Task<string> RunningAsync(string mark)
    {
        for (var attempt = 0; attempt < 12_000; attempt++)
        {
            foreach (var query in (await GetAsync("/queries?state=running")).GetProperty("queries").EnumerateArray())
            {
                if (Text(query, "sql")!.EndsWith(mark, StringComparison.Ordinal)) return Text(query, "id")!;
            }
            await Task.Delay(10);
        }
        throw new TimeoutException($"{mark} does not run.");
    }

    private async Task StateAsync(string id, string state)
    {
        for (var attempt = 0; attempt < 12_000; attempt++)
        {
            if (Text(await GetAsync($"/queries/{id}"), "state") == state) return;
            await Task.Delay(10);
        }
        throw new TimeoutException($"{id} did not come to be {state}.");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using Microsoft.AspNetCore.Builder;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>The HTTP API on a real server, over fakes.</summary>
public sealed class ReplayApiTests : IAsyncLifetime, IDisposable
{
    private readonly MemoryObjectStore _store = new(TimeProvider.System);
    private readonly FakeArchive _archive = new();
    private readonly FakeStreams _streams = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ReplayApp.StartAsync(ReplayHarness.Quick(), builder => ReplayHarness.Register(builder.Services, builder.Configuration, _store, _archive, _streams));
        _client = new() { BaseAddress = new(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Post_AnswersWhereTheReplayIs_AndItGetsDone()
    {
        _archive.Conditions["late"] = r => r.SequenceNumber > Records.Sequence(1);
        _archive.Append(Enumerable.Range(0, 5).Select(i => Records.Record(i)));
        using var response = await PostAsync("""
            {"source":"flights","target":"flights-replay","from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:00:04Z","where":"late","annotate":{"overwrite":true}}
            """);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var location = response.Headers.Location!.ToString();
        var accepted = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"/replays/{accepted.GetProperty("id").GetString()}", location);
        Assert.Equal("planning", accepted.GetProperty("state").GetString());

        var done = await StateAsync(location, "done");
        Assert.Equal((2, 2, 0), (done.GetProperty("counts").GetProperty("scanned").GetInt32(), done.GetProperty("counts").GetProperty("sent").GetInt32(), done.GetProperty("counts").GetProperty("deadLettered").GetInt32()));
        Assert.Equal(100, done.GetProperty("percent").GetDouble());
        Assert.True(done.TryGetProperty("recordsPerSecond", out _));
        Assert.Equal("done", done.GetProperty("parts")[0].GetProperty("state").GetString());
        Assert.All(_streams.Put, r => Assert.Contains("\"overwrite\":true", Encoding.UTF8.GetString(r.Data.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_ConditionWithSignsAndQuotes_ReadsAsItWasWritten()
    {
        const string where = "(json->>'$.delay')::int > 60 AND partition_key <> 'Zürich \"A\" & B'";
        const string request = """{"source":"flights","target":"flights-replay","where":"(json->>'$.delay')::int > 60 AND partition_key <> 'Zürich \"A\" & B'","annotate":{"why":"<late> & 'lost'"}}""";
        _archive.Conditions[where] = _ => true;
        _archive.Append(Records.Record(1));
        using var posted = await PostAsync(request);
        var location = posted.Headers.Location!.ToString();
        var done = await StateAsync(location, "done");
        Assert.Equal(where, done.GetProperty("where").GetString());
        var (asked, answer) = (request[request.IndexOf("\"where\"", StringComparison.Ordinal)..request.IndexOf(",\"annotate\"", StringComparison.Ordinal)], await _client.GetStringAsync(location));
        Assert.Contains(asked, answer, StringComparison.Ordinal);
        Assert.Contains("""{"why":"<late> & 'lost'"}""", answer, StringComparison.Ordinal);
        var document = Encoding.UTF8.GetString((await _store.GetAsync($"archive/_{location[1..]}.json", null, default))!.Content.Span);
        Assert.Contains(asked, document, StringComparison.Ordinal);
        Assert.Contains("""{"why":"<late> & 'lost'"}""", document, StringComparison.Ordinal);
        Assert.EndsWith(""","why":"<late> & 'lost'"}""", Encoding.UTF8.GetString(Assert.Single(_streams.Put).Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithManyErrors_TellsThemAllAtOnce()
    {
        using var response = await PostAsync("""
            {"source":"nobody","target":"nowhere","from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z","where":"delay >","annotate":{"_replay":1},"color":"red"}
            """);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["annotate", "color", "from", "source", "target", "where"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{\"source\":")]
    [InlineData("")]
    [InlineData("\"text\"")]
    public async Task Post_OfWhatIsNoRequest_IsABadRequest(string body)
    {
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("   at ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OfTooMuch_IsRefused()
    {
        using var response = await PostAsync($"{{\"where\":\"{new string('x', 300_000)}\"}}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Cancel_StopsARunningReplayAndMayBeRepeated()
    {
        _archive.Append(Enumerable.Range(0, 50).Select(i => Records.Record(i)));
        using var posted = await PostAsync("""{"source":"flights","target":"flights-replay","pace":{"recordsPerSecond":0.01}}""");
        var location = posted.Headers.Location!.ToString();
        await StateAsync(location, "running");
        for (var i = 0; i < 2; i++)
        {
            using var response = await _client.PostAsync(new Uri($"{location}/cancel", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }
        await StateAsync(location, "cancelled");
        Assert.InRange(_streams.Put.Count, 0, 10);
    }

    [Fact]
    public async Task Cancel_OfADoneReplay_IsAConflict()
    {
        using var posted = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        var location = posted.Headers.Location!.ToString();
        await StateAsync(location, "done");
        using var response = await _client.PostAsync(new Uri($"{location}/cancel", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/replays/nonsense")]
    [InlineData("GET", "/replays/20260101T000000000Z-000001")]
    [InlineData("POST", "/replays/20260101T000000000Z-000001/cancel")]
    [InlineData("GET", "/replays/20260101T000000000Z-000001/dead-letters")]
    public async Task UnknownReplay_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task List_IsPagedNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var posted = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
            ids.Add(posted.Headers.Location!.ToString()[9..]);
            await Task.Delay(2);
        }
        var first = await _client.GetFromJsonAsync<JsonElement>("/replays?limit=2");
        var second = await _client.GetFromJsonAsync<JsonElement>(first.GetProperty("next").GetString());
        var listed = first.GetProperty("replays").EnumerateArray().Concat(second.GetProperty("replays").EnumerateArray()).Select(r => r.GetProperty("id").GetString()!);
        Assert.Equal(Enumerable.Reverse(ids), listed);
        Assert.False(second.TryGetProperty("next", out _));
        using var bad = await _client.GetAsync(new Uri("/replays?limit=0", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task DeadLetters_AreListed()
    {
        _archive.Append(Records.Record(1, new byte[1 << 20], key: "big"));
        using var posted = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        var location = posted.Headers.Location!.ToString();
        await StateAsync(location, "done");
        var page = await _client.GetFromJsonAsync<JsonElement>($"{location}/dead-letters");
        var letter = Assert.Single(page.GetProperty("deadLetters").EnumerateArray());
        Assert.Equal(("1", "big", 1 << 20), (letter.GetProperty("sequenceNumber").GetString(), letter.GetProperty("partitionKey").GetString(), letter.GetProperty("lengthBytes").GetInt32()));
    }

    private Task<HttpResponseMessage> PostAsync(string body) =>
        _client.PostAsync(new Uri("/replays", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

    private Task<JsonElement> StateAsync(string location, string state) =>
        ReplayHarness.UntilAsync(() => _client.GetFromJsonAsync<JsonElement>(location), r => r.GetProperty("state").GetString() == state);
}

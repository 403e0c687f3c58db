using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using Microsoft.AspNetCore.Builder;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>What callers ask of replays that run, and watch, on a real server over fakes; a second instance shares nothing with it but the bucket.</summary>
public sealed class ReplayControlApiTests : IAsyncLifetime, IDisposable
{
    private const string Slow = """{"source":"flights","target":"flights-replay","pace":{"recordsPerSecond":0.01}}""";

    private readonly MemoryObjectStore _store = new(TimeProvider.System);
    private readonly FakeArchive _archive = new();
    private readonly FakeStreams _streams = new();
    private readonly List<WebApplication> _apps = [];
    private readonly List<HttpClient> _clients = [];

    private HttpClient Client => _clients[0];

    public Task InitializeAsync() => StartAsync([]);

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    [Fact]
    public async Task Pause_StopsTheParts_AndResumeSendsTheRestOnce()
    {
        _archive.Append(Enumerable.Range(0, 40).Select(i => Records.Record(i)));
        // Goes no further by itself: the pause comes in the middle, however late it is.
        _streams.OnPut = (_, stop) => _streams.Put.Count < 4 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, stop);
        var location = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        await ReplayHarness.UntilAsync(() => Task.FromResult(_streams.Put.Count), count => count >= 4);
        Assert.Equal("paused", (await ControlAsync(location, "pause")).GetProperty("state").GetString());
        await ReplayHarness.UntilAsync(() => GetAsync(location), view => view.GetProperty("parts")[0].GetProperty("state").GetString() == "ready");
        var sent = _streams.Put.Count;
        await ControlAsync(location, "pause");
        Assert.Equal(4, sent);
        Assert.Equal(sent, (await GetAsync(location)).GetProperty("counts").GetProperty("sent").GetInt32());
        _streams.OnPut = null;
        Assert.Equal("running", (await ControlAsync(location, "resume")).GetProperty("state").GetString());
        await StateAsync(location, "done");
        Assert.Equal(40, _streams.Put.Count);
    }

    [Fact]
    public async Task Patch_ChangesThePaceOfWhatRuns()
    {
        _archive.Append(Enumerable.Range(0, 50).Select(i => Records.Record(i)));
        var location = await PostAsync("""{"source":"flights","target":"flights-replay","pace":{"recordsPerSecond":0.01}}""");
        await StateAsync(location, "running");
        using var patched = await Client.PatchAsync(new Uri(location, UriKind.Relative), Json("""{"pace":{"recordsPerSecond":100000,"share":0.5}}"""));
        Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
        Assert.Equal("""{"recordsPerSecond":100000,"share":0.5}""", (await patched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pace").GetRawText());
        await StateAsync(location, "done");
        Assert.Contains((false, 0.5), _streams.Producers);
        foreach (var body in new[] { "{}", """{"pace":{"recordsPerSecond":"x"}}""", """{"pace":null,"where":"true"}""", "[]" })
        {
            using var refused = await Client.PatchAsync(new Uri(location, UriKind.Relative), Json(body));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        using var late = await Client.PatchAsync(new Uri(location, UriKind.Relative), Json("""{"pace":null}"""));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Cancel_OfAPausedReplay_EndsIt()
    {
        _archive.Append(Enumerable.Range(0, 50).Select(i => Records.Record(i)));
        var location = await PostAsync(Slow);
        await StateAsync(location, "running");
        await ControlAsync(location, "pause");
        await ControlAsync(location, "cancel");
        await StateAsync(location, "cancelled");
        using var resumed = await Client.PostAsync(new Uri($"{location}/resume", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Conflict, resumed.StatusCode);
    }

    [Fact]
    public async Task Post_AgainWithItsToken_MakesNoSecondReplay()
    {
        const string body = """{"source":"flights","target":"flights-replay","clientToken":"once"}""";
        var locations = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostAsync(body)));
        Assert.Single(locations.Distinct());
        Assert.Single((await GetAsync("/replays")).GetProperty("replays").EnumerateArray());
        using var other = await Client.PostAsync(new Uri("/replays", UriKind.Relative), Json("""{"source":"flights","target":"flights-replay","where":null,"wrap":true,"clientToken":"once"}"""));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task DryRun_CountsAndPutsNothing()
    {
        _archive.Append(Enumerable.Range(0, 9).Select(i => Records.Record(i)).Append(Records.Record(9, new byte[1 << 20])));
        var location = await PostAsync("""{"source":"flights","target":"flights-replay","dryRun":true,"pace":{"speed":0.001}}""");
        var done = await StateAsync(location, "done");
        Assert.Empty(_streams.Put);
        Assert.Equal((9, 1), (done.GetProperty("counts").GetProperty("sent").GetInt32(), done.GetProperty("counts").GetProperty("deadLettered").GetInt32()));
        Assert.True(done.GetProperty("counts").GetProperty("sentBytes").GetInt64() > 9 * 100);
        Assert.Contains("Dry run", done.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OnAnInstanceThatRunsNoPart_TellEveryChangeAndEndWithTheReplay()
    {
        // Its own parts never find a slot there: it hears of the replay from the bucket alone.
        await StartAsync(new() { ["ReplayCoordinator:SweepInterval"] = "01:00:00" });
        _archive.Append(Enumerable.Range(0, 20).Select(i => Records.Record(i)));
        var (progressed, resumed) = (new TaskCompletionSource(), new TaskCompletionSource());
        _streams.OnPut = (_, stop) => _streams.Put.Count < 2 ? Task.CompletedTask : resumed.Task.WaitAsync(stop);
        var location = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        var watching = ReadEventsAsync(_clients[1], location, lastEventId: null, seen =>
        {
            if (seen.Count(e => e.Name == "progress") > 3) progressed.TrySetResult();
        });
        await progressed.Task.WaitAsync(ReplayHarness.Patience);
        await ControlAsync(location, "pause");
        await ControlAsync(location, "resume");
        resumed.SetResult();
        var events = await watching;
        Assert.Equal(["planning", "running", "paused", "running", "done"], States(events));
        Assert.Equal(["1", "2", "3", "4", "5"], events.Where(e => e.Name == "state").Select(e => e.Id));
        var progress = events.Where(e => e.Name == "progress").ToList();
        Assert.Equal(20, progress[^1].Data.GetProperty("counts").GetProperty("sent").GetInt32());
        Assert.Equal(100, progress[^1].Data.GetProperty("percent").GetDouble());

        // What was seen is not told again, and whoever saw the end need not come back.
        Assert.Equal(["running", "done"], States(await ReadEventsAsync(Client, location, lastEventId: "3")));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{location}/events") { Headers = { { "Last-Event-ID", "5" } } };
        using var nothing = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task Resume_OfAFailedReplay_GoesOn_AndItsEventsDo()
    {
        await StartAsync(new() { ["ReplayCoordinator:RetriesMax"] = "0" });
        var client = _clients[1];
        _archive.Append(Enumerable.Range(0, 20).Select(i => Records.Record(i)));
        _streams.OnPut = (_, _) => _streams.Put.Count >= 10 ? throw new PlatformException(FailureKind.NotFound, "Stream 'flights-replay' is gone.") : Task.CompletedTask;
        var location = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        Assert.Equal(["planning", "running", "failed"], States(await ReadEventsAsync(client, location, lastEventId: null)));
        var failed = await GetAsync(location);
        Assert.Equal((1, "Stream 'flights-replay' is gone.", 0, 10), (failed.GetProperty("attempt").GetInt32(), failed.GetProperty("failures")[0].GetProperty("reason").GetString(),
            failed.GetProperty("failures")[0].GetProperty("part").GetInt32(), failed.GetProperty("counts").GetProperty("sent").GetInt32()));
        Assert.True(failed.GetProperty("resumableUntil").GetDateTimeOffset() > failed.GetProperty("finishedAt").GetDateTimeOffset());
        Assert.Equal("failed", failed.GetProperty("parts")[0].GetProperty("state").GetString());
        _streams.OnPut = null;
        Assert.Contains((await ControlAsync(location, "resume")).GetProperty("state").GetString(), new[] { "running", "done" });
        Assert.Equal(["running", "done"], States(await ReadEventsAsync(client, location, lastEventId: "3")));
        var done = await GetAsync(location);
        Assert.Equal((2, 1, 20), (done.GetProperty("attempt").GetInt32(), done.GetProperty("failures").GetArrayLength(), done.GetProperty("counts").GetProperty("sent").GetInt32()));
        Assert.False(done.TryGetProperty("error", out _) || done.TryGetProperty("resumableUntil", out _));
        Assert.Equal(["planning", "running", "failed", "running", "done"], States(await ReadEventsAsync(client, location, lastEventId: null)));
    }

    [Fact]
    public async Task Events_OfAFailureThatWasSeen_AreNotToldAgainByALookBeforeTheResumption()
    {
        var store = new FaultyStore(_store);
        await StartAsync(new() { ["ReplayCoordinator:SweepInterval"] = "01:00:00" }, store);
        var client = _clients[1];
        _archive.Append(Records.Record(1));
        _streams.OnPut = (_, _) => throw new PlatformException(FailureKind.NotFound, "Stream 'flights-replay' is gone.");
        var location = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        await StateAsync(location, "failed");
        var (looks, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnRead = key =>
        {
            if (!key.Contains("_replay-parts/", StringComparison.Ordinal)) return Task.CompletedTask;
            looks.TrySetResult();
            return goOn.Task.WaitAsync(ReplayHarness.Patience);
        };
        // The job is read before its parts.
        var first = ReadEventsAsync(client, location, lastEventId: null);
        await looks.Task.WaitAsync(ReplayHarness.Patience);
        _streams.OnPut = (_, stop) => Task.Delay(Timeout.Infinite, stop);
        await ControlAsync(location, "resume");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{location}/events") { Headers = { { "Last-Event-ID", "3" } } };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        goOn.SetResult();
        Assert.Equal("retry: 1000\n\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(["planning", "running", "failed"], States(await first));
        _streams.OnPut = null;
    }

    [Fact]
    public async Task Events_OfAPausedReplay_AreHeartbeats_AndTooManyWatchersAreRefused()
    {
        await StartAsync(new() { ["ReplayCoordinator:HeartbeatInterval"] = "00:00:00.050", ["ReplayCoordinator:EventSubscribersMax"] = "1" });
        var (client, location) = (_clients[1], await PostAsync(Slow));
        await StateAsync(location, "done");
        _archive.Append(Records.Record(1), Records.Record(2), Records.Record(3));
        location = await PostAsync(Slow);
        await ControlAsync(location, "pause");
        using (var stream = await client.GetStreamAsync(new Uri($"{location}/events", UriKind.Relative)))
        {
            using var reader = new StreamReader(stream);
            using var refused = await client.GetAsync(new Uri($"{location}/events", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            var beats = 0;
            while (beats < 2) if ((await reader.ReadLineAsync())!.StartsWith(": ", StringComparison.Ordinal)) beats++;
        }
        await ReplayHarness.UntilAsync(() => client.GetAsync(new Uri($"{location}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead), response => response.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Preview_ShowsWhatWouldBePutAndPutsNothing()
    {
        _archive.Expressions["id"] = r => r.SequenceNumber == Records.Sequence(2) ? null : $"id-{r.SequenceNumber}";
        _archive.Append(Enumerable.Range(0, 6).Select(i => Records.Record(i, $$"""{"n":{{i}}}""")));
        using var response = await Client.PostAsync(new Uri("/replays/preview?limit=4", UriKind.Relative), Json("""
            {"source":"flights","target":"flights-replay","from":"2026-01-01T00:00:01Z","annotate":{"why":"x"},"partitionKey":{"expression":"id"},"pace":{"recordsPerSecond":2}}
            """));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var preview = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["id-1", "id-3", "id-4"], preview.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("partitionKey").GetString()));
        Assert.Equal("2", preview.GetProperty("deadLetters")[0].GetProperty("sequenceNumber").GetString());
        var first = preview.GetProperty("records")[0];
        Assert.Equal(["_replay", "why", "n"], first.GetProperty("data").EnumerateObject().Select(m => m.Name));
        var estimate = preview.GetProperty("estimate");
        Assert.Equal((5, 2.5, "recordsPerSecond", true), (estimate.GetProperty("records").GetInt32(), estimate.GetProperty("durationSeconds").GetDouble(), estimate.GetProperty("limitedBy").GetString(), estimate.GetProperty("isExact").GetBoolean()));
        Assert.Equal(5 * (first.GetProperty("lengthBytes").GetInt32() + 4), estimate.GetProperty("bytes").GetInt32());
        Assert.Equal(5, estimate.GetProperty("cost").GetProperty("putPayloadUnits").GetInt32());
        Assert.Empty(_streams.Put);
        Assert.Empty((await GetAsync("/replays")).GetProperty("replays").EnumerateArray());
        using var refused = await Client.PostAsync(new Uri("/replays/preview?limit=0", UriKind.Relative), Json("""{"source":"x","target":"flights","compact":{"key":"no"},"partitionKey":{"expression":"neither"}}"""));
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(e => e.Name);
        Assert.Equal(["compact.key", "limit", "partitionKey.expression", "source"], errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeadLetters_ReplayedAgainWithAnEnvelope_AreExactlyTheseRecords()
    {
        _archive.Append(Enumerable.Range(0, 10).Select(i => Records.Record(i, i % 4 == 1 ? """{"_replay":"mine"}""" : "{}", shard: i % 2)));
        var location = await PostAsync("""{"source":"flights","target":"flights-replay","from":"2026-01-01T00:00:00Z"}""");
        await StateAsync(location, "done");
        var before = _streams.Put.Count;
        Assert.Equal(7, before);
        using var again = await Client.PostAsync(new Uri($"{location}/dead-letters/replay", UriKind.Relative), Json("""{"wrap":true}"""));
        Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync());
        var second = again.Headers.Location!.ToString();
        var done = await StateAsync(second, "done");
        Assert.Equal((location[9..], 3, 0), (done.GetProperty("deadLettersOf").GetString(), done.GetProperty("counts").GetProperty("sent").GetInt32(), done.GetProperty("counts").GetProperty("deadLettered").GetInt32()));
        Assert.Equal(["1", "5", "9"], _streams.Put.Skip(before).Select(r => JsonDocument.Parse(r.Data).RootElement.GetProperty("_replay").GetProperty("seq").GetString()));
        Assert.All(_streams.Put.Skip(before), r => Assert.EndsWith(",\"data\":{\"_replay\":\"mine\"}}", Encoding.UTF8.GetString(r.Data.Span), StringComparison.Ordinal));
        using var none = await Client.PostAsync(new Uri($"{second}/dead-letters/replay", UriKind.Relative), Json("{}"));
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
        using var selecting = await Client.PostAsync(new Uri($"{location}/dead-letters/replay", UriKind.Relative), Json("""{"where":"true"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, selecting.StatusCode);
    }

    [Fact]
    public async Task DeadLetters_OfAFailedReplay_AreReplayedOnceNothingAddsToThem()
    {
        _archive.Append(Records.Record(1, """{"_replay":"mine"}"""), Records.Record(2));
        _streams.OnPut = (_, _) => throw new PlatformException(FailureKind.NotFound, "Stream 'flights-replay' is gone.");
        var location = await PostAsync("""{"source":"flights","target":"flights-replay"}""");
        await StateAsync(location, "failed");
        Assert.Contains("resume it, or cancel it", await RefusalAsync(), StringComparison.Ordinal);
        // As a part does that goes on for a moment: the job's counts are as of the failure.
        var (keys, id) = (new ReplayKeys("archive/"), location[9..]);
        await new ReplayStore(_store, keys, TimeProvider.System, Random.Shared).UpdateAsync(id, job => ReplayFailing.GiveUp(job with { Counts = ReplayCounts.Zero }, DateTimeOffset.MaxValue), default);
        using var claim = await ReplayHarness.UntilAsync(() => new PartStore(_store, keys, new("a"), TimeProvider.System).ClaimAsync(id, 0, ReplayHarness.LeaseDuration, default), claim => claim is not null);
        Assert.Contains("still stopping", await RefusalAsync(), StringComparison.Ordinal);
        await claim!.ReleaseAsync(claim.Part.Position, new(1, 0, 1), default);
        using var again = await Client.PostAsync(new Uri($"{location}/dead-letters/replay", UriKind.Relative), Json("{}"));
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);

        async Task<string> RefusalAsync()
        {
            using var refused = await Client.PostAsync(new Uri($"{location}/dead-letters/replay", UriKind.Relative), Json("{}"));
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            return await refused.Content.ReadAsStringAsync();
        }
    }

    private static IEnumerable<string?> States(IEnumerable<(string Name, string Id, JsonElement Data)> events) =>
        events.Where(e => e.Name == "state").Select(e => e.Data.GetProperty("state").GetString());

    /// <summary>Reads to the end of the stream, which the server makes.</summary>
    private static async Task<List<(string Name, string Id, JsonElement Data)>> ReadEventsAsync(HttpClient client, string location, string? lastEventId, Action<IReadOnlyList<(string Name, string Id, JsonElement Data)>>? onEvent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{location}/events");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var deadline = new CancellationTokenSource(ReplayHarness.Patience);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = new List<(string, string, JsonElement)>();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        var fields = new Dictionary<string, string>();
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Split(": ", 2) is [var field, var value]) fields[field] = value;
            if (line.Length > 0) continue;
            if (fields.TryGetValue("event", out var name))
            {
                events.Add((name, fields["id"], JsonDocument.Parse(fields["data"]).RootElement));
                onEvent?.Invoke(events);
            }
            fields.Clear();
        }
        return events;
    }

    private async Task StartAsync(Dictionary<string, string?> settings, IObjectStore? store = null)
    {
        var app = await ReplayApp.StartAsync(settings.UnionBy(ReplayHarness.Quick(), setting => setting.Key), builder => ReplayHarness.Register(builder.Services, builder.Configuration, store ?? _store, _archive, _streams));
        _apps.Add(app);
        _clients.Add(new() { BaseAddress = new(app.Urls.First()) });
    }

    private async Task<string> PostAsync(string body)
    {
        using var response = await Client.PostAsync(new Uri("/replays", UriKind.Relative), Json(body));
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    private async Task<JsonElement> ControlAsync(string location, string what)
    {
        using var response = await Client.PostAsync(new Uri($"{location}/{what}", UriKind.Relative), null);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> GetAsync(string location) => Client.GetFromJsonAsync<JsonElement>(location);

    private Task<JsonElement> StateAsync(string location, string state) => ReplayHarness.UntilAsync(() => GetAsync(location), view => view.GetProperty("state").GetString() == state);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}

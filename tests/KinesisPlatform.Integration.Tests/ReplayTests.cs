using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Integration.Tests;

[Collection(PlatformCollection.Name)]
public sealed class ReplayTests(PlatformFixture platform)
{
    private static readonly TimeSpan ReplayLimit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Replay_CompactedAndFiltered_PutsTheLastFlightPerOriginAnnotatedOntoTheTarget()
    {
        await WaitForFlightsAsync(500);
        var to = TimeProvider.System.GetUtcNow();
        var job = await RunAsync(new
        {
            source = "flights",
            target = "flights-replay",
            from = to.AddHours(-1),
            to,
            where = "(json->>'$.delay')::int > 60",
            compact = "lastPerPartitionKey",
            annotate = new { overwrite = true },
        });

        var expected = await platform.Sql.RowsAsync(
            $"select partition_key, sequence_number, json->>'$.destination' from (select *, row_number() over (partition by partition_key order by length(sequence_number) desc, sequence_number desc) r from flights where arrived_at < '{to:O}'::timestamptz) where r = 1 and (json->>'$.delay')::int > 60 order by 1");
        var replayed = await ReplayedAsync(job, expected.Count);

        Assert.Equal("done", job.GetProperty("state").GetString());
        Assert.Equal(100, job.GetProperty("percent").GetDouble());
        Assert.Equal(expected.Count, job.GetProperty("counts").GetProperty("sent").GetInt64());
        Assert.Equal(expected.Select(row => $"{row[0]} {row[1]} {row[2]} true"), replayed.Select(row => $"{row[0]} {row[1]} {row[2]} {row[3]}"));
    }

    [Fact]
    public async Task Replay_OfEverything_KeepsTheOrderOfEachKey()
    {
        await WaitForFlightsAsync(500);
        var job = await RunAsync(new { source = "flights", target = "flights-replay", to = TimeProvider.System.GetUtcNow() });
        var sent = job.GetProperty("counts").GetProperty("sent").GetInt64();
        await ReplayedAsync(job, sent);

        // Of two records of a key, the one that was put first originally was put first again.
        var swapped = await platform.Sql.NumberAsync(
            $"""
            select count(*) from (
              select json->>'$._replay.seq' seq, lag(json->>'$._replay.seq') over (partition by partition_key order by length(sequence_number), sequence_number) previous
              from "flights-replay" where json->>'$._replay.id' = '{job.GetProperty("id").GetString()}')
            where previous is not null and (length(previous), previous) >= (length(seq), seq)
            """);

        Assert.True(sent >= 500);
        Assert.Equal(0, swapped);
    }

    [Fact]
    public async Task Replay_OneTrace_ReachesFromTheRequestThroughQueuesToThePuts()
    {
        await WaitForFlightsAsync(50);
        await RunAsync(new { source = "flights", target = "flights-replay", to = TimeProvider.System.GetUtcNow() });

        // A span is sent when it ends: those around the puts come after them.
        await platform.Telemetry.WaitForSpansAsync(spans => spans.Any(span => IsPut(span) && ReachesTheRequest(span, spans) && PassesTheArchiver(span.TraceId, spans)), Eventually.Limit);
    }

    [Theory]
    [InlineData("""{"source":"nowhere","target":"flights-replay"}""", "source")]
    [InlineData("""{"source":"flights","target":"nowhere"}""", "target")]
    [InlineData("""{"source":"flights","target":"flights-replay","from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "from")]
    [InlineData("""{"source":"flights","target":"flights-replay","where":"delay >"}""", "where")]
    [InlineData("""{"source":"flights","target":"flights-replay","compcat":true}""", "compcat")]
    public async Task PostReplays_BadRequest_NamesTheMember(string body, string member)
    {
        await WaitForFlightsAsync(1);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await platform.Replays.PostAsync("/replays", content);

        var problem = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"\"{member}\"", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", problem, StringComparison.Ordinal);
    }

    private static bool ReachesTheRequest(ReceivedSpan span, IReadOnlyList<ReceivedSpan> spans)
    {
        while (span.ParentSpanId.Length > 0)
        {
            if (spans.FirstOrDefault(other => other.TraceId == span.TraceId && other.SpanId == span.ParentSpanId) is not { } parent) return false;
            span = parent;
        }
        return span is { ServiceName: "replay-coordinator", Name: "POST /replays" };
    }

    private static bool PassesTheArchiver(string traceId, IReadOnlyList<ReceivedSpan> spans) => spans.Any(span => span.TraceId == traceId && span.ServiceName == "archiver");

    private static bool IsPut(ReceivedSpan span) => span.ServiceName == "replay-coordinator" && span.Name == "Kinesis.PutRecords";

    private Task<long> WaitForFlightsAsync(long count) =>
        Eventually.GetAsync(() => platform.Sql.NumberAsync("select count(*) from flights"), flights => flights >= count, Eventually.Limit);

    /// <summary>Posts a replay and waits for its end.</summary>
    private async Task<JsonElement> RunAsync(object request)
    {
        using var response = await platform.Replays.PostAsJsonAsync("/replays", request);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var location = response.Headers.Location!;
        return await Eventually.GetAsync(
            () => platform.Replays.GetFromJsonAsync<JsonElement>(location), job => job.GetProperty("state").GetString() is "done" or "failed", ReplayLimit, job => job.GetRawText());
    }

    /// <summary>What a replay put onto its target, as soon as all of it is visible: key, original sequence number, destination, overwrite.</summary>
    private Task<IReadOnlyList<JsonElement>> ReplayedAsync(JsonElement job, long count) =>
        Eventually.GetAsync(
            () => platform.Sql.RowsAsync(
                $"select partition_key, json->>'$._replay.seq', json->>'$.destination', json->>'$.overwrite' from \"flights-replay\" where json->>'$._replay.id' = '{job.GetProperty("id").GetString()}' order by 1"),
            rows => rows.Count >= count, Eventually.Limit, rows => $"{rows.Count} of {count} records");
}

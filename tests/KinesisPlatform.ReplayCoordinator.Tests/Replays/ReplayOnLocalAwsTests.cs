using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>The whole service: HTTP, SQS, the archive's table on S3, query workers, Kinesis; only AWS itself is emulated.</summary>
public sealed class ReplayOnLocalAwsTests : IAsyncLifetime
{
    private static readonly StreamName Source = new("flights");
    private static readonly StreamName Target = new("flights-replay");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("replay-test-").FullName;
    private LocalAwsServer _aws = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { Port = 0, Buckets = { "kinesis-platform" } }, TimeProvider.System, default);
        _app = await ReplayApp.StartAsync(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = _aws.Endpoint.AbsoluteUri,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Sql:CacheFolder"] = _folder,
            // The worker is the service's own program; here the running program is the tests'.
            ["Sql:WorkerPath"] = typeof(ReplayOptions).Assembly.Location,
        }, builder => builder.Services.AddReplayCoordinator(builder.Configuration));
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Replay_GoesFromTheArchiveToTheTargetInOneTrace()
    {
        var shards = await ArchiveAsync(passes: 3);
        using var spans = new SpanRecorder("Microsoft.AspNetCore", "MassTransit", "KinesisPlatform.*");
        using var client = new HttpClient { BaseAddress = new(_app.Urls.First()) };
        using var posted = await client.PostAsJsonAsync("/replays", new
        {
            source = Source.Value,
            target = Target.Value,
            where = "(json->>'$.delay')::int > 60",
            compact = "lastPerPartitionKey",
            annotate = new { overwrite = true },
        });
        Assert.True(posted.IsSuccessStatusCode, await posted.Content.ReadAsStringAsync());
        var done = await FinishedAsync(client, posted.Headers.Location!.ToString());

        // Of each airport's three passes the last one is delayed by 70 minutes at even airports, and by 10 at odd ones.
        Assert.Equal((60, 10, 10, 0), (Count("planned"), Count("scanned"), Count("sent"), Count("deadLettered")));
        int Count(string name) => done.GetProperty("counts").GetProperty(name).GetInt32();
        var replayed = await ReadAsync(Target, 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"A{i * 2:D2}"), replayed.Select(r => r.PartitionKeyText).Order(StringComparer.Ordinal));
        foreach (var record in replayed)
        {
            using var document = JsonDocument.Parse(record.Data);
            Assert.Equal(["_replay", "overwrite", "delay", "pass"], document.RootElement.EnumerateObject().Select(m => m.Name));
            var replay = document.RootElement.GetProperty("_replay");
            Assert.Equal((done.GetProperty("id").GetString(), "flights"), (replay.GetProperty("id").GetString(), replay.GetProperty("stream").GetString()));
            Assert.Contains(replay.GetProperty("shard").GetString(), shards);
            Assert.Equal(3, document.RootElement.GetProperty("pass").GetInt32());
        }
        // Found by the replay's id: other tests of this process post replays at the same time. It ends a moment after the replay is done.
        var trace = (await spans.FindAsync("replay.part", "replay.id", done.GetProperty("id").GetString()!)).TraceId;
        Assert.Single(spans.Stopped, s => s.TraceId == trace
            && (s.DisplayName == "POST /replays" || s.OperationName.EndsWith("HttpRequestIn", StringComparison.Ordinal) && s.GetTagItem("http.request.method") as string == "POST"));
        Assert.Superset(new HashSet<string> { "replay.plan", "replay.part" }, spans.Stopped.Where(s => s.TraceId == trace).Select(s => s.OperationName).ToHashSet());
        Assert.Contains(spans.Stopped, s => s.TraceId == trace && s.DisplayName.Contains("PutRecords", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Condition_ThatDoesNotCompile_IsRefusedWithItsPlace()
    {
        await ArchiveAsync(passes: 1);
        using var client = new HttpClient { BaseAddress = new(_app.Urls.First()) };
        using var posted = await client.PostAsJsonAsync("/replays", new { source = Source.Value, target = Target.Value, where = "delai > 60" });
        var problem = await posted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("delai", problem.GetProperty("errors").GetProperty("where")[0].GetString(), StringComparison.Ordinal);
    }

    /// <summary>Puts the same 20 airports' records so many times and archives them as the archiver would.</summary>
    private async Task<IReadOnlyList<string>> ArchiveAsync(int passes)
    {
        var services = _app.Services;
        var (streams, producer) = (services.GetRequiredService<IStreamDirectory>(), services.GetRequiredService<IStreamProducer>());
        await streams.EnsureAsync(Source, 2, default);
        await streams.EnsureAsync(Target, 2, default);
        for (var pass = 1; pass <= passes; pass++)
        {
            await producer.PutAsync(Source, [.. Enumerable.Range(0, 20).Select(i =>
                new OutgoingRecord($"A{i:D2}", Encoding.UTF8.GetBytes($$"""{"delay":{{(i % 2 == 0 ? 70 : 10)}},"pass":{{pass}}}""")))], default);
        }
        var records = await ReadAsync(Source, 20 * passes);
        var table = await services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(Source, default);
        var incarnation = new StreamIncarnation(Source, (await streams.DescribeAsync(Source, default))!.CreatedAt);
        var appends = records.GroupBy(r => r.ShardId).Select(g =>
            new ShardAppend(null, new(g.Key, g.Max(r => r.SequenceNumber), IsEnded: false, TimeProvider.System.GetUtcNow().AddHours(1)), [.. g], [])).ToList();
        Assert.Empty((await table.AppendAsync(incarnation, appends, default)).Rejected);
        return [.. appends.Select(a => a.To.ShardId.Value)];
    }

    private async Task<IReadOnlyList<StreamRecord>> ReadAsync(StreamName stream, int count)
    {
        var reader = _app.Services.GetRequiredService<IShardReader>();
        var description = await _app.Services.GetRequiredService<IStreamDirectory>().DescribeAsync(stream, default);
        var records = new List<StreamRecord>();
        using var deadline = new CancellationTokenSource(Patience);
        foreach (var shard in description!.Shards)
        {
            await foreach (var batch in reader.ReadAsync(stream, shard.Id, new ReadPosition.TrimHorizon(), deadline.Token))
            {
                records.AddRange(batch.Records.Select(r => r with { Data = r.Data.ToArray(), PartitionKey = r.PartitionKey.ToArray() }));
                if (records.Count >= count || (batch.Records.Count == 0 && batch.BehindLatest == TimeSpan.Zero)) break;
            }
        }
        Assert.Equal(count, records.Count);
        return records;
    }

    private static async Task<JsonElement> FinishedAsync(HttpClient client, string location)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var view = await client.GetFromJsonAsync<JsonElement>(location, deadline.Token);
            if (view.GetProperty("state").GetString() is "done") return view;
            Assert.NotEqual("failed", view.GetProperty("state").GetString());
            await Task.Delay(50, deadline.Token);
        }
    }
}

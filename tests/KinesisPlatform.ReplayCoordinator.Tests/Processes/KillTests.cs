using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

namespace KinesisPlatform.ReplayCoordinator.Tests.Processes;

/// <summary>
/// Real coordinators share replays' parts over SQS and are killed again and again. <c>REPLAY_KILLS=60 dotnet test tests/KinesisPlatform.ReplayCoordinator.Tests --filter KillTests --logger "console;verbosity=detailed"</c>
/// kills more often, under faults of S3 and Kinesis, over replays of several kinds.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int RecordCount = 24_000, KeyCount = 200, ShardCount = 4, KillsPerReplay = 2, RecordsPerSecond = 3_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // One slot each, so that both have parts at all times; who is killed is missed soon, and a busy machine loses nobody his part.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ReplayCoordinator__PartsConcurrentMax"] = "1", ["ReplayCoordinator__CheckpointInterval"] = "00:00:00.300",
        ["ReplayCoordinator__LeaseDuration"] = "00:00:10", ["ReplayCoordinator__SweepInterval"] = "00:00:01",
    };

    [Fact, Trait("Category", "Slow")]
    public async Task Replay_WhoseCoordinatorsAreKilledInMidPart_SendsEverySelectedRecordInOrderAndNothingElse()
    {
        var seed = Environment.GetEnvironmentVariable("REPLAY_KILL_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var left = Environment.GetEnvironmentVariable("REPLAY_KILLS") is { Length: > 0 } kills ? int.Parse(kills, CultureInfo.InvariantCulture) : KillsPerReplay;
        output.WriteLine($"Seed {seed}: REPLAY_KILL_SEED={seed} repeats victims and moments, as far as processes can be repeated.");
        var random = new Random(seed);
        await using var stream = await ArchivedStream.StartAsync(enforcesLimits: false, ShardCount, targetShards: 3);
        await stream.ArchiveAsync(RecordCount, KeyCount, payloadBytes: 100, commitCount: 8);
        if (left > KillsPerReplay) await InjectFaultsAsync(stream, seed);
        using var coordinators = new Coordinators(stream, Settings);
        await coordinators.StartAsync(2);
        KilledReplay[] kinds = [KilledReplay.Filtered(stream), KilledReplay.Aggregated(), KilledReplay.Wrapped(stream)];
        for (var round = 0; left > 0; round++)
        {
            var killCount = Math.Min(left, left > KillsPerReplay ? KillsPerReplay * 3 : KillsPerReplay);
            await ReplayAsync(stream, coordinators, kinds[round % kinds.Length], killCount, random);
            left -= killCount;
        }
    }

    private async Task ReplayAsync(ArchivedStream stream, Coordinators coordinators, KilledReplay replay, int killCount, Random random)
    {
        var request = new Dictionary<string, object>(replay.Request) { ["source"] = "flights", ["target"] = "flights-replay", ["pace"] = new { recordsPerSecond = RecordsPerSecond }, ["clientToken"] = $"r{random.Next()}" };
        var location = await ArchivedStream.PostAsync(coordinators.Any.Client, request);
        var selected = Enumerable.Range(0, RecordCount).Count(replay.Selects);
        foreach (var moment in Enumerable.Range(0, killCount).Select(_ => random.Next(selected)).Order())
        {
            var view = await ArchivedStream.UntilAsync(coordinators.Any.Client, location, view => Sent(view) >= moment || State(view) == "done", Patience);
            await coordinators.KillAsync(random);
            output.WriteLine($"{replay.Name}: killed a coordinator at {Sent(view)} of {selected} records, {State(view)}.");
        }
        var done = await ArchivedStream.UntilAsync(coordinators.Any.Client, location, view => State(view) == "done", Patience);
        var repeated = replay.Check(stream, await stream.ReadTargetAsync(), done.GetProperty("id").GetString()!);
        // Counts are as true as checkpoints: what was sent again after a kill is counted once.
        Assert.Equal(selected, Sent(done));
        output.WriteLine($"{replay.Name}: {selected} records, {repeated} of them sent more than once.");
    }

    private static async Task InjectFaultsAsync(ArchivedStream stream, int seed)
    {
        using var client = new HttpClient { BaseAddress = stream.Aws.Endpoint };
        object[] faults =
        [
            new { service = "s3", operation = "PutObject", kind = "error", statusCode = 503, code = "SlowDown", probability = 0.04, seed },
            new { service = "s3", operation = "PutObject", kind = "lostResponse", probability = 0.03, seed = seed ^ 1 },
            new { service = "s3", operation = "GetObject", kind = "error", statusCode = 500, code = "InternalError", probability = 0.02, seed = seed ^ 2 },
            new { service = "kinesis", operation = "PutRecords", kind = "error", statusCode = 500, code = "InternalFailure", probability = 0.03, seed = seed ^ 3 },
            new { service = "kinesis", operation = "PutRecords", kind = "lostResponse", probability = 0.03, seed = seed ^ 4 },
        ];
        foreach (var fault in faults) (await client.PostAsJsonAsync("/_local/faults", fault)).EnsureSuccessStatusCode();
    }

    private static string State(JsonElement view) => view.GetProperty("state").GetString()!;

    private static int Sent(JsonElement view) => view.TryGetProperty("counts", out var counts) ? counts.GetProperty("sent").GetInt32() : 0;
}

using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.DuckDb;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.ReplayCoordinator.Tests.Processes;

/// <summary>An emulated AWS with a stream that is archived, and a target.</summary>
internal sealed class ArchivedStream : IAsyncDisposable
{
    public static readonly StreamName Source = new("flights"), Target = new("flights-replay");

    private readonly ServiceProvider _services;

    private ArchivedStream(LocalAwsServer aws, ServiceProvider services) => (Aws, _services) = (aws, services);

    public LocalAwsServer Aws { get; }

    public IKinesisRecordClient Records => _services.GetRequiredService<IKinesisRecordClient>();

    public string Folder { get; } = Directory.CreateTempSubdirectory("replay-processes-").FullName;

    public static async Task<ArchivedStream> StartAsync(bool enforcesLimits, int sourceShards, int targetShards)
    {
        var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { Port = 0, Buckets = { "kinesis-platform" }, EnforceLimits = enforcesLimits }, TimeProvider.System, default);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = aws.Endpoint.AbsoluteUri, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration);
        var stream = new ArchivedStream(aws, services.BuildServiceProvider());
        await stream.Streams().EnsureAsync(Source, sourceShards, default);
        await stream.Streams().EnsureAsync(Target, targetShards, default);
        return stream;
    }

    /// <summary>What was archived, in the order of arrival.</summary>
    public IReadOnlyList<StreamRecord> Archived { get; private set; } = [];

    /// <summary>Archives records as if they had been put, one a millisecond: keys k0, k1, … in turn, each in its shard, in commits of so many; record i is <c>{"n":i,…}</c>.</summary>
    public async Task ArchiveAsync(int count, int keyCount, int payloadBytes, int commitCount)
    {
        var description = (await Streams().DescribeAsync(Source, default))!;
        var table = await _services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(Source, default);
        Archived = [.. Enumerable.Range(0, count).Select(i => new StreamRecord(
            description.Shards[i % keyCount % description.Shards.Count].Id, SequenceNumber.Parse($"49{i:D54}"), 0, Encoding.UTF8.GetBytes($"k{i % keyCount}"), null,
            description.CreatedAt.AddMilliseconds(i), Encoding.UTF8.GetBytes($$"""{"n":{{i}},"text":"{{new string('x', payloadBytes)}}"}""")))];
        var last = new Dictionary<ShardId, ShardCheckpoint>();
        foreach (var records in Archived.Chunk(count / commitCount))
        {
            var appends = records.GroupBy(r => r.ShardId).Select(g => new ShardAppend(
                last.GetValueOrDefault(g.Key), new(g.Key, g.Max(r => r.SequenceNumber), IsEnded: false, TimeProvider.System.GetUtcNow().AddHours(1)), [.. g], [])).ToList();
            var result = await table.AppendAsync(new(Source, description.CreatedAt), appends, default);
            if (result.Rejected.Count > 0) throw new InvalidOperationException("The records were not archived.");
            foreach (var append in appends) last[append.To.ShardId] = append.To;
        }
    }

    /// <summary>Everything on the target, per shard in its order.</summary>
    public async Task<IReadOnlyList<StreamRecord>> ReadTargetAsync()
    {
        var reader = _services.GetRequiredService<IShardReader>();
        var records = new List<StreamRecord>();
        foreach (var shard in (await Streams().DescribeAsync(Target, default))!.Shards)
        {
            await foreach (var batch in reader.ReadAsync(Target, shard.Id, new ReadPosition.TrimHorizon(), default))
            {
                records.AddRange(batch.Records.Select(r => r with { Data = r.Data.ToArray(), PartitionKey = r.PartitionKey.ToArray() }));
                if (batch.Records.Count == 0 && batch.BehindLatest == TimeSpan.Zero) break;
            }
        }
        return records;
    }

    public static async Task<string> PostAsync(HttpClient client, object request)
    {
        using var posted = await client.PostAsJsonAsync("/replays", request);
        if (!posted.IsSuccessStatusCode) throw new InvalidOperationException(await posted.Content.ReadAsStringAsync());
        return posted.Headers.Location!.ToString();
    }

    public static async Task<JsonElement> UntilAsync(HttpClient client, string location, Func<JsonElement, bool> holds, TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var view = await client.GetFromJsonAsync<JsonElement>(location);
            if (holds(view)) return view;
            if (view.GetProperty("state").GetString() == "failed" || TimeProvider.System.GetElapsedTime(started) > patience) throw new InvalidOperationException(view.GetRawText());
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Aws.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private IStreamDirectory Streams() => _services.GetRequiredService<IStreamDirectory>();
}

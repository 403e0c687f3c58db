using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.DuckDb;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace KinesisPlatform.Archiver.Tests.Processes;

/// <summary>Exactly once with real processes: two archivers share a stream and are killed again and again while records flow and the services under them fail.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int KillCount = 30;
    private const int RecordCount = 200_000;
    private const int ShardCount = 4;
    private const string Bucket = "killed";
    private static readonly StreamName Stream = new("killed");
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CommitPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(5);

    // A minute and more of processor time for starting processes: `--filter Category!=Slow` leaves it out.
    [Fact, Trait("Category", "Slow")]
    public async Task Archive_KilledAgainAndAgainWhileEverythingFails_HoldsEveryRecordOnce()
    {
        var seed = Environment.GetEnvironmentVariable("KILL_TEST_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"Seed {seed}: KILL_TEST_SEED={seed} repeats the moments of the kills and the faults, as far as processes can be repeated.");
        await using var aws = await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { Bucket }, EnforceLimits = false }, TimeProvider.System, default);
        using var services = ConnectTo(aws.Endpoint);
        await services.GetRequiredService<IStreamDirectory>().EnsureAsync(Stream, ShardCount, default);
        await InjectFaultsAsync(aws.Endpoint, seed);

        // Each kill lets the next records flow: there is always something to lose.
        using var flow = new SemaphoreSlim(2);
        var putting = PutAsync(services.GetRequiredService<IKinesisRecordClient>(), flow);
        var archivers = Enumerable.Range(0, 2).Select(i => Start(aws.Endpoint, i)).ToArray();
        try
        {
            await KillAsync(archivers, i => Start(aws.Endpoint, i), services.GetRequiredService<IArchiveCatalog>(), flow, new(seed));
            await putting;
            await ClearFaultsAsync(aws.Endpoint);
            var table = await FinishAsync(services, archivers);
            await AssertHoldsEveryRecordOnceAsync(services, table);
        }
        finally
        {
            foreach (var archiver in archivers) archiver.Dispose();
        }
    }

    /// <summary>Two of three archivers are killed a moment after a commit, the others a moment after they took up the stream: while they read, encode, upload, commit or wait.</summary>
    private async Task KillAsync(ArchiverProcess[] archivers, Func<int, ArchiverProcess> start, IArchiveCatalog catalog, SemaphoreSlim flow, Random random)
    {
        var version = 0L;
        for (var kill = 0; kill < KillCount; kill++)
        {
            var victim = kill % archivers.Length;
            await archivers[victim].WaitForArchivingAsync(StartPatience);
            if (random.Next(3) > 0) version = await WaitForCommitAsync(catalog, version);
            await Task.Delay(random.Next(1200));
            Assert.False(archivers[victim].HasExited, $"An archiver ended by itself:\n{archivers[victim].LastLines}");
            archivers[victim].Dispose();
            archivers[victim] = start(victim);
            flow.Release();
        }
        // Otherwise they were killed before they had anything to lose.
        Assert.True(version > KillCount / 4, $"Only version {version} when the last archiver was killed.");
        output.WriteLine($"{KillCount} archivers were killed, the last after version {version}.");
    }

    /// <returns>The table's version, later than before; or not, when it takes too long.</returns>
    private static async Task<long> WaitForCommitAsync(IArchiveCatalog catalog, long before)
    {
        using var patience = new CancellationTokenSource(CommitPatience);
        while (true)
        {
            var version = await catalog.OpenAsync(Stream, default) is { } table ? (await table.LoadAsync(default)).Version : 0;
            if (version > before || patience.IsCancellationRequested) return version;
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task PutAsync(IKinesisRecordClient records, SemaphoreSlim flow)
    {
        const int batch = 500;
        for (var put = 0; put < RecordCount; put += batch)
        {
            if (put % (RecordCount / KillCount / batch * batch) == 0) await flow.WaitAsync(StartPatience);
            var entries = Enumerable.Range(put, batch).Select(i => new PutEntry(Encoding.UTF8.GetBytes($$"""{"n":{{i}},"text":"the same in all of them"}"""), $"key-{i % 1000}", null)).ToList();
            Assert.All(await records.PutRecordsAsync(Stream.Value, entries, default), result => Assert.Null(result.ErrorCode));
            await Task.Delay(20);
        }
    }

    private static async Task<IArchiveTable> FinishAsync(ServiceProvider services, ArchiverProcess[] archivers)
    {
        using var patience = new CancellationTokenSource(EndPatience);
        var catalog = services.GetRequiredService<IArchiveCatalog>();
        while (true)
        {
            var table = await catalog.OpenAsync(Stream, patience.Token);
            var count = table is null ? 0 : (await table.LoadAsync(patience.Token)).RecordCount;
            if (count >= RecordCount)
            {
                // A little longer: what would come twice comes now.
                await Task.Delay(TimeSpan.FromSeconds(3), patience.Token);
                return table!;
            }
            if (patience.IsCancellationRequested || archivers.All(archiver => archiver.HasExited)) Assert.Fail($"{count} of {RecordCount} records are archived.\n{string.Join("\n---\n", archivers.Select(archiver => archiver.LastLines))}");
            await Task.Delay(200, CancellationToken.None);
        }
    }

    private async Task AssertHoldsEveryRecordOnceAsync(ServiceProvider services, IArchiveTable table)
    {
        var folder = Directory.CreateTempSubdirectory("kill-test-");
        try
        {
            var version = await table.LoadAsync(default);
            var files = await table.PlanAsync(version, new ScanBounds(), default);
            foreach (var (file, i) in files.Select((file, i) => (file, i)))
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i:D5}.parquet"), (await services.GetRequiredService<IObjectStore>().GetAsync(file.Key, null, default))!.Content.ToArray());
            using var database = DuckDbDatabase.OpenInMemory();
            using var connection = database.Connect();
            using var counts = connection.Query(
                $"""
                SELECT count(*), count(DISTINCT (shard_id, sequence_number, sub_sequence_number)), count(DISTINCT n), min(n), max(n)
                FROM (SELECT *, json_extract(decode(data), '$.n')::INT n FROM read_parquet('{folder.FullName}/*.parquet'))
                """);
            Assert.True(counts.ReadChunk());
            var found = Enumerable.Range(0, 5).Select(column => Convert.ToInt64(counts.GetValue(column, 0), CultureInfo.InvariantCulture)).ToArray();
            output.WriteLine($"Version {version.Version}, {files.Count} files: {found[0]} records, {found[1]} different, {found[2]} different payloads from {found[3]} to {found[4]}.");
            Assert.Equal([RecordCount, RecordCount, RecordCount, 0, RecordCount - 1], found);
            Assert.Empty(version.Checkpoints!.Gaps);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ArchiverProcess Start(Uri endpoint, int i) => ArchiverProcess.Start(new Dictionary<string, string>(Connection(endpoint))
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Archiver__Streams"] = Stream.Value, ["Archiver__BufferAgeMax"] = "00:00:01", ["Archiver__RetryDelay"] = "00:00:00.2", ["Archiver__DiscoveryInterval"] = "00:00:02",
        ["ObjectStore__Bucket"] = Bucket, ["Streams__GetRecordsPerShardPerSecond"] = "5", ["Leases__Worker"] = $"worker-{i}", ["Leases__HeartbeatInterval"] = "00:00:01", ["DOTNET_TieredPGO"] = "0",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
    });

    private static Dictionary<string, string> Connection(Uri endpoint) => new()
    {
        ["AWS_REGION"] = "us-east-1", ["AWS_ENDPOINT_URL"] = endpoint.ToString(), ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
    };

    private static ServiceProvider ConnectTo(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([.. Connection(endpoint).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), new("ObjectStore:Bucket", Bucket)]).Build();
        return new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
    }

    /// <summary>Lost responses are the hardest: what was done looks like what was not.</summary>
    private static async Task InjectFaultsAsync(Uri endpoint, int seed)
    {
        using var http = new HttpClient { BaseAddress = endpoint };
        object[] faults =
        [
            new { service = "s3", operation = "PutObject", kind = "error", statusCode = 503, code = "SlowDown", probability = 0.05, seed },
            new { service = "s3", operation = "PutObject", kind = "lostResponse", probability = 0.04, seed = seed ^ 1 },
            new { service = "s3", operation = "GetObject", kind = "error", statusCode = 500, code = "InternalError", probability = 0.02, seed = seed ^ 2 },
            new { service = "kinesis", operation = "GetRecords", kind = "error", statusCode = 400, code = "ProvisionedThroughputExceededException", probability = 0.05, seed = seed ^ 3 },
            new { service = "kinesis", operation = "GetRecords", kind = "lostResponse", probability = 0.01, seed = seed ^ 4 },
        ];
        foreach (var fault in faults)
        {
            using var answer = await http.PostAsJsonAsync("/_local/faults", fault);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task ClearFaultsAsync(Uri endpoint)
    {
        using var http = new HttpClient { BaseAddress = endpoint };
        using var answer = await http.DeleteAsync("/_local/faults");
        answer.EnsureSuccessStatusCode();
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.DuckDb;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Tests.Processes;

/// <summary>The archiver's services over HTTP against the emulator: records are archived, merged and written as NDJSON, all at the same time, and then read from the bucket.</summary>
public sealed class MaintainedArchiveTests : IAsyncLifetime
{
    private const string Bucket = "maintained";
    private const int CommitCount = 12, RecordsPerCommit = 100, RecordCount = CommitCount * RecordsPerCommit;

    private static readonly StreamName Stream = new("maintained");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ArchiverOptions _options = new()
    {
        Streams = [Stream.Value], BufferAgeMax = TimeSpan.FromMilliseconds(100), WritesNdjson = true, MaintenanceDelay = TimeSpan.Zero, MaintenanceInterval = TimeSpan.FromSeconds(1),
    };
    private LocalAwsServer _aws = null!;
    private ServiceProvider _services = null!;

    [Fact]
    public async Task Run_WhileRecordsAreArchived_MergesThemAndWritesEachOnceAsNdjson()
    {
        var leases = new FakeLeases();
        var (store, catalog) = (_services.GetRequiredService<IObjectStore>(), _services.GetRequiredService<IArchiveCatalog>());
        var (options, archive) = (Options.Create(_options), _services.GetRequiredService<IOptions<ArchiveOptions>>());
        var settings = new SettingsStore(store, options, archive);
        using var supervisor = new StreamSupervisor(
            _services.GetRequiredService<IStreamDirectory>(), _services.GetRequiredService<IShardReader>(), catalog, _services.GetRequiredService<FieldsInference>(), leases, settings, new Silence(),
            options, TimeProvider.System, NullLoggerFactory.Instance);
        using var maintenance = new MaintenanceService(catalog, _services.GetRequiredService<ITableMerger>(), settings, leases, options, TimeProvider.System, NullLogger<MaintenanceService>.Instance);
        using var ndjson = new NdjsonService(
            supervisor, catalog, store, _services.GetRequiredService<INdjsonConverter>(), leases, Guid.NewGuid, archive, TimeProvider.System, NullLogger<NdjsonService>.Instance);
        await supervisor.StartAsync(default);
        await UntilAsync(() => Task.FromResult(supervisor.StatusOf(Stream)?.State == "running"));
        await ndjson.StartAsync(default);
        // It follows the commits from now on.
        await UntilAsync(() => Task.FromResult(ndjson.StatusOf(Stream) is not null));
        await maintenance.StartAsync(default);

        for (var commit = 1; commit <= CommitCount; commit++)
        {
            await PutAsync(commit);
            await UntilAsync(async () => (await LoadAsync()).RecordCount == commit * RecordsPerCommit);
        }
        await UntilAsync(async () => (await PlanAsync()).Any(file => file.ColumnIds.Count > ArchiveColumns.Table.Count));
        await UntilAsync(async () => ndjson.StatusOf(Stream) is { BehindCommits: 0, Error: null } && (await LinesAsync(store)).Count >= RecordCount);
        foreach (var service in new IHostedService[] { maintenance, ndjson, supervisor }) await service.StopAsync(default);

        Assert.Null(maintenance.StatusOf(Stream)!.Error);
        var files = await PlanAsync();
        Assert.InRange(files.Count, 1, CommitCount - 1);
        await AssertTableAsync(files);
        AssertLines(await LinesAsync(store));
    }

    public async Task InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { Bucket }, EnforceLimits = false }, TimeProvider.System, default);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_REGION"] = "us-east-1", ["AWS_ENDPOINT_URL"] = _aws.Endpoint.ToString(), ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["ObjectStore:Bucket"] = Bucket, ["Archive:Merge:SmallFileCountMin"] = "4",
        }).Build();
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
        await _services.GetRequiredService<IStreamDirectory>().EnsureAsync(Stream, 2, default);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _aws.DisposeAsync();
    }

    // Every tenth payload is no JSON.
    private static string PayloadOf(int number) => number % 10 == 0 ? $"text {number}" : $$"""{"n": {{number}}, "name":"é\n{{number}}"}""";

    private async Task PutAsync(int commit)
    {
        var numbers = Enumerable.Range((commit - 1) * RecordsPerCommit, RecordsPerCommit);
        var entries = numbers.Select(number => new PutEntry(Encoding.UTF8.GetBytes(PayloadOf(number)), $"key-{number}", null)).ToList();
        Assert.All(await _services.GetRequiredService<IKinesisRecordClient>().PutRecordsAsync(Stream.Value, entries, default), result => Assert.Null(result.ErrorCode));
    }

    private async Task<IArchiveTable> OpenAsync() => (await _services.GetRequiredService<IArchiveCatalog>().OpenAsync(Stream, default))!;

    private async Task<TableVersion> LoadAsync() => await (await OpenAsync()).LoadAsync(default);

    private async Task<IReadOnlyList<DataFile>> PlanAsync() => await (await OpenAsync()).PlanAsync(await LoadAsync(), new(), default);

    /// <summary>Every record is in the files once, and those that were merged show its members as columns.</summary>
    private async Task AssertTableAsync(IReadOnlyList<DataFile> files)
    {
        var folder = Directory.CreateTempSubdirectory("maintained-test-");
        try
        {
            foreach (var (file, i) in files.Select((file, i) => (file, i)))
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i:D5}.parquet"), (await _services.GetRequiredService<IObjectStore>().GetAsync(file.Key, null, default))!.Content.ToArray());
            using var database = DuckDbDatabase.OpenInMemory();
            using var connection = database.Connect();
            using var result = connection.Query($"""
                SELECT count(*), count(DISTINCT decode(data)), count(DISTINCT (shard_id, sequence_number)),
                    count(*) FILTER (fields IS NOT NULL AND fields.n IS DISTINCT FROM (TRY_CAST(decode(data) AS JSON)->>'$.n')::BIGINT),
                    count(*) FILTER (fields.n IS NOT NULL)
                FROM read_parquet('{folder.FullName}/*.parquet', union_by_name = true)
                """);
            Assert.True(result.ReadChunk());
            var counts = Enumerable.Range(0, 5).Select(column => Convert.ToInt64(result.GetValue(column, 0), CultureInfo.InvariantCulture)).ToList();
            Assert.Equal([RecordCount, RecordCount, RecordCount, 0], counts[..4]);
            Assert.True(counts[4] > 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertLines(IReadOnlyList<string> lines)
    {
        var payloads = lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("_kinesis", out _) ? Encoding.UTF8.GetString(json.RootElement.GetProperty("data").GetBytesFromBase64()) : line;
        });
        Assert.Equal(Enumerable.Range(0, RecordCount).Select(PayloadOf).Order(StringComparer.Ordinal), payloads.Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(IObjectStore store)
    {
        var lines = new List<string>();
        await foreach (var found in store.ListAsync($"archive/{Stream}/ndjson/2", null, default))
        {
            using var gzip = new GZipStream(new MemoryStream((await store.GetAsync(found.Key, null, default))!.Content.ToArray()), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip);
            while (await reader.ReadLineAsync() is { } line) lines.Add(line);
        }
        return lines;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) Assert.Fail($"Not within {Patience}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private sealed class Silence : ISnapshotAnnouncer
    {
        public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

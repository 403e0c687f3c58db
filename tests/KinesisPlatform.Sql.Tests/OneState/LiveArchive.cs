using Amazon.Kinesis;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.OneState;

/// <summary>A stream and a bucket of the emulator, over HTTP; an archiver that commits every second and is restarted at will, merging beside it; and an engine with workers.</summary>
internal sealed class LiveArchive : IAsyncDisposable
{
    public const string Stream = "orders";

    private const string Bucket = "one-state";

    private readonly LocalAwsServer _aws;
    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("one-state-").FullName;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private LiveArchive(LocalAwsServer aws)
    {
        _aws = aws;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("AWS_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_ENDPOINT_URL", aws.Endpoint.AbsoluteUri),
            new("ObjectStore:Bucket", Bucket), new("Streams:GetRecordsPerShardPerSecond", "5"),
            // The hour in which a test runs counts as over.
            new("Merge:QuietAfter", "-01:00:00"),
            new("Sql:WorkerPath", typeof(LiveArchive).Assembly.Location), new("Sql:CacheFolder", _folder), new("Sql:StalenessMax", "00:00:00"), new("Sql:TimeoutDefault", "00:02:00"), new("Sql:LiveWaitMax", "00:01:00"),
        ]).Build();
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).AddSql(configuration).BuildServiceProvider();
    }

    public IQueryEngine Engine => _services.GetRequiredService<IQueryEngine>();

    public IKinesisRecordClient Records => _services.GetRequiredService<IKinesisRecordClient>();

    public static async Task<LiveArchive> StartAsync(int shardCount)
    {
        var archive = new LiveArchive(await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { Bucket }, EnforceLimits = false }, TimeProvider.System, default));
        archive._services.GetRequiredService<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        await archive._services.GetRequiredService<IStreamDirectory>().EnsureAsync(new(Stream), shardCount, default);
        archive.StartArchiver();
        return archive;
    }

    /// <summary>Stops the archiver where it stands, and starts another.</summary>
    public async Task RestartArchiverAsync()
    {
        await StopAsync();
        StartArchiver();
    }

    /// <summary>Each shard becomes two.</summary>
    public async Task ReshardAsync()
    {
        var open = (await _services.GetRequiredService<IStreamDirectory>().DescribeAsync(new(Stream), default))!.Shards.Count(shard => !shard.IsClosed);
        await _services.GetRequiredService<IAmazonKinesis>().UpdateShardCountAsync(new() { StreamName = Stream, TargetShardCount = open * 2, ScalingType = ScalingType.UNIFORM_SCALING }, default);
    }

    public async Task<TableVersion?> VersionAsync() =>
        await _services.GetRequiredService<IArchiveCatalog>().OpenAsync(new(Stream), default) is { } table ? await table.LoadAsync(default) : null;

    /// <returns>How many files were merged.</returns>
    public async Task<int> MergeAsync() => await _services.GetRequiredService<IArchiveCatalog>().OpenAsync(new(Stream), default) is { } table
        ? (await _services.GetRequiredService<ITableMerger>().MergeAsync(table, 128 << 20, default)).FileCount
        : 0;

    public async Task<List<object?[]>> QueryAsync(string sql)
    {
        await using var result = await Engine.ExecuteAsync(new(sql), default);
        var rows = new List<object?[]>();
        await foreach (var batch in result.Batches) rows.AddRange(batch);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void StartArchiver()
    {
        var options = new ArchiverOptions { BufferAgeMax = TimeSpan.FromSeconds(1) };
        var settings = new SettingsStore(_services.GetRequiredService<IObjectStore>(), Options.Create(options), Options.Create(new ArchiveOptions()));
        var archiver = new StreamArchiver(
            new(Stream), _services.GetRequiredService<IStreamDirectory>(), _services.GetRequiredService<IShardReader>(), _services.GetRequiredService<IArchiveCatalog>(), _services.GetRequiredService<FieldsInference>(),
            new FakeLeases(Stream), settings, new NoAnnouncements(), options, new(options), new(options.BufferBytesTotalMax), TimeProvider.System, NullLogger.Instance);
        _stop = new();
        _running = archiver.RunAsync(_stop.Token);
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private sealed class NoAnnouncements : ISnapshotAnnouncer
    {
        public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using Amazon.Kinesis;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archiver;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>The archiver's own parts in this process, against an emulator in another: from GetRecords through decoding, encoding and upload to commits.</summary>
internal sealed class ArchiverProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services;
    private int _passCount;

    public ArchiverProcess(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("AWS_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_ENDPOINT_URL", endpoint.AbsoluteUri),
            new("ObjectStore:Bucket", "benchmark"),
            // The emulator throttles nothing: as quick as one shard may be asked.
            new("Streams:GetRecordsPerShardPerSecond", "5"),
        ]).Build();
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
        Store = new(_services.GetRequiredService<IObjectStore>(), _services.GetRequiredService<IOptions<ObjectStoreOptions>>().Value);
    }

    public CountingStore Store { get; }

    /// <summary>Of the pass archived last.</summary>
    public CommitRequests Requests { get; private set; } = null!;

    public async Task FillAsync(ArchiveCase @case, CancellationToken cancellationToken)
    {
        await _services.GetRequiredService<IStreamDirectory>().EnsureAsync(new(@case.Stream), @case.ShardCount, cancellationToken);
        await @case.FillAsync((KinesisRecordClient)_services.GetRequiredService<IKinesisRecordClient>(), cancellationToken);
    }

    /// <summary>Archives the whole stream into a table of its own.</summary>
    /// <exception cref="InvalidOperationException">The table holds something else than the stream.</exception>
    public async Task<Sample> ArchiveAsync(ArchiveCase @case, CancellationToken cancellationToken)
    {
        Requests = new(Store);
        var options = Options.Create(new ArchiverOptions { BufferAgeMax = TimeSpan.FromMinutes(15) });
        var archiveOptions = Options.Create(new ArchiveOptions { Prefix = $"pass-{++_passCount}" });
        var catalog = new ArchiveCatalog(Store, _services.GetRequiredService<IDataFileEncoder>(), TimeProvider.System, Guid.NewGuid, archiveOptions, NullLogger<ArchiveCatalog>.Instance);
        var archiver = new StreamArchiver(
            new(@case.Stream), _services.GetRequiredService<IStreamDirectory>(), _services.GetRequiredService<IShardReader>(), catalog, _services.GetRequiredService<FieldsInference>(), new FakeLeases(@case.Stream), new SettingsStore(Store, options, archiveOptions),
            Requests, options.Value, new(options.Value), new(options.Value.BufferBytesTotalMax), TimeProvider.System, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var usage = ProcessUsage.Start();
        var running = archiver.RunAsync(stop.Token);
        // What the size leaves over is committed when all has been read.
        await archiver.RequestFlushAsync(DateTimeOffset.UtcNow, cancellationToken);
        await WaitAsync(archiver, running, @case.RecordCount, cancellationToken);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);

        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        return new(@case.PayloadBytes / 1e6 / cpu.TotalSeconds, (double)allocated / @case.RecordCount);
    }

    public void Dispose() => _services.Dispose();

    private static async Task WaitAsync(StreamArchiver archiver, Task running, int recordCount, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (archiver.Status.ArchivedRecords < recordCount)
        {
            if (running.IsCompleted) await running;
            await Task.Delay(20, patience.Token);
        }
        if (archiver.Status.ArchivedRecords != recordCount) throw new InvalidOperationException($"The table holds {archiver.Status.ArchivedRecords} records of {recordCount}.");
    }
}

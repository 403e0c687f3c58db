using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>
/// Writes the archive's tables by the archive's own parts: a commit for each minute of arrival, as an archiver makes of a stream that brings less than 1 MB/s. The archiver itself is not used,
/// since the records would all arrive now.
/// </summary>
internal sealed class SqlTables : IDisposable
{
    private const int ShardCount = 4;
    private const int PutCountMax = 500;
    private const long MergedFileBytes = 128 << 20;
    private static readonly TimeSpan CommitEvery = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _services;

    public SqlTables(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("AWS_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_ENDPOINT_URL", endpoint.AbsoluteUri), new("ObjectStore:Bucket", "benchmark"),
        ]).Build();
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
    }

    private IArchiveCatalog Catalog => _services.GetRequiredService<IArchiveCatalog>();

    /// <summary>Writes the same commits to tables of these names.</summary>
    /// <returns>Records of each.</returns>
    public async Task<int> FillAsync(IReadOnlyList<string> streams, IEnumerable<SqlEvent> records, CancellationToken cancellationToken)
    {
        var (count, minute, batch) = (0, long.MinValue, new List<StreamRecord>());
        var checkpoints = new Dictionary<ShardId, ShardCheckpoint>();
        foreach (var record in records)
        {
            if (record.At.Ticks / CommitEvery.Ticks != minute)
            {
                await AppendAsync(streams, batch, checkpoints, cancellationToken);
                minute = record.At.Ticks / CommitEvery.Ticks;
                batch.Clear();
            }
            batch.Add(ToRecord(record, count++));
        }
        await AppendAsync(streams, batch, checkpoints, cancellationToken);
        return count;
    }

    public async Task MergeAsync(string stream, CancellationToken cancellationToken)
    {
        var table = await Catalog.OpenOrCreateAsync(new(stream), cancellationToken);
        while ((await _services.GetRequiredService<ITableMerger>().MergeAsync(table, MergedFileBytes, cancellationToken)).LeftCount > 0) { }
    }

    public async Task<IReadOnlyList<DataFile>> ListAsync(string stream, CancellationToken cancellationToken)
    {
        var table = await Catalog.OpenOrCreateAsync(new(stream), cancellationToken);
        return await table.PlanAsync(await table.LoadAsync(cancellationToken), new(), cancellationToken);
    }

    public Task DownloadAsync(DataFile file, string path, CancellationToken cancellationToken) =>
        _services.GetRequiredService<IObjectStore>().DownloadAsync(file.Key, path, file.LengthBytes, cancellationToken);

    /// <summary>Creates a stream of a table's name and puts what is live: to the table it is another stream than the one that was archived, so that all of it is live.</summary>
    public async Task PutLiveAsync(string stream, IEnumerable<SqlEvent> records, CancellationToken cancellationToken)
    {
        await _services.GetRequiredService<IStreamDirectory>().EnsureAsync(new(stream), ShardCount, cancellationToken);
        foreach (var entries in records.Select(record => new PutEntry(record.Data, record.Key, null)).Chunk(PutCountMax))
        {
            var results = await _services.GetRequiredService<IKinesisRecordClient>().PutRecordsAsync(stream, entries, cancellationToken);
            if (results.FirstOrDefault(result => result.ErrorCode is not null) is { ErrorCode: not null } failed) throw new InvalidOperationException($"A record was refused: {failed.ErrorCode} {failed.ErrorMessage}");
        }
    }

    public void Dispose() => _services.Dispose();

    private async Task AppendAsync(IReadOnlyList<string> streams, List<StreamRecord> batch, Dictionary<ShardId, ShardCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return;
        var appends = batch.GroupBy(record => record.ShardId).Select(run =>
            new ShardAppend(checkpoints.GetValueOrDefault(run.Key), new(run.Key, run.Last().SequenceNumber, false, run.Last().ArrivedAt), [.. run], [])).ToList();
        foreach (var stream in streams)
        {
            var table = await Catalog.OpenOrCreateAsync(new(stream), cancellationToken);
            if (checkpoints.Count == 0)
            {
                // As the archiver does with a first commit.
                var inference = _services.GetRequiredService<FieldsInference>();
                var version = await table.LoadAsync(cancellationToken);
                if (inference.ObserveFirst(version, batch) is { } observer) await inference.EvolveAsync(table, version.Fields, observer, cancellationToken);
            }
            await table.AppendAsync(new(new(stream), SqlCase.Start), appends, cancellationToken);
        }
        foreach (var append in appends) checkpoints[append.To.ShardId] = append.To;
    }

    private static StreamRecord ToRecord(SqlEvent record, int i) => new(
        new($"shardId-{Hash(record.Key) % ShardCount:D12}"), SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"4900000000000000000000000000000000000000000{i + 1_000_000_000_000L:D13}")), 0,
        Encoding.UTF8.GetBytes(record.Key), null, record.At, record.Data);

    // The same in every run, unlike a string's own.
    private static uint Hash(string key) => key.Aggregate(2166136261, (hash, letter) => (hash ^ letter) * 16777619);
}

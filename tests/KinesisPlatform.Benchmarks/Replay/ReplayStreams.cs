using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>Archives to replay and streams to put onto.</summary>
internal sealed class ReplayStreams : IDisposable
{
    private const int SequenceDigits = 54;
    private const double CommitBytes = 64e6;

    private readonly ServiceProvider _services;

    public ReplayStreams(Uri endpoint)
    {
        var configuration = Configure(endpoint);
        _services = Add(configuration).BuildServiceProvider();
    }

    public static IConfiguration Configure(Uri endpoint, params IEnumerable<KeyValuePair<string, string?>> settings) => new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("AWS_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_ENDPOINT_URL", endpoint.AbsoluteUri), new("ObjectStore:Bucket", "benchmark"), .. settings,
    ]).Build();

    /// <summary>Streams and their archive.</summary>
    public static IServiceCollection Add(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration);

    public IKinesisRecordClient Records => _services.GetRequiredService<IKinesisRecordClient>();

    private IAmazonKinesis Kinesis => _services.GetRequiredService<IAmazonKinesis>();

    /// <param name="passCount">How often the case's payloads are archived; each time they are other records.</param>
    /// <inheritdoc cref="ArchiveAsync(StreamName, int, long, int, Func{long, ValueTuple{byte[], byte[]}}, CancellationToken)"/>
    public Task<IReadOnlyList<string>> ArchiveAsync(ArchiveCase @case, int passCount, CancellationToken cancellationToken)
    {
        var payloads = Enumerable.Range(0, @case.RecordCount).Select(@case.PayloadAt).Select(p => (Encoding.UTF8.GetBytes(p.Key), p.Data)).ToArray();
        var perCommit = (int)Math.Max(1, CommitBytes / (@case.PayloadBytes / (double)@case.RecordCount));
        return ArchiveAsync(new(@case.Stream), @case.ShardCount, (long)passCount * payloads.Length, perCommit, i => payloads[i % payloads.Length], cancellationToken);
    }

    /// <summary>
    /// Archives records in commits of about 64 MB of payload, as an archiver does that is not far behind, each file with a run per shard. Written by the archive's own code, record by record: only the stream is left out.
    /// </summary>
    /// <param name="recordAt">Key and payload, by the record's place.</param>
    /// <returns>The data files' keys.</returns>
    public async Task<IReadOnlyList<string>> ArchiveAsync(StreamName stream, int shardCount, long total, int perCommit, Func<long, (byte[] Key, byte[] Data)> recordAt, CancellationToken cancellationToken)
    {
        var directory = _services.GetRequiredService<IStreamDirectory>();
        await directory.EnsureAsync(stream, shardCount, cancellationToken);
        var description = (await directory.DescribeAsync(stream, cancellationToken))!;
        var table = await _services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(stream, cancellationToken);
        var last = new Dictionary<ShardId, ShardCheckpoint>();
        for (var from = 0L; from < total; from += perCommit)
        {
            var records = description.Shards.Select(_ => new List<StreamRecord>()).ToArray();
            for (var i = from; i < Math.Min(from + perCommit, total); i++)
            {
                var (key, data) = recordAt(i);
                // A key is always in one shard.
                var shard = key[^1] % description.Shards.Count;
                records[shard].Add(new(description.Shards[shard].Id, SequenceNumber.Parse($"49{i.ToString($"D{SequenceDigits}", null)}"), 0, key, null, description.CreatedAt.AddMilliseconds(i / 10), data));
            }
            var appends = new List<ShardAppend>();
            foreach (var run in records.Where(run => run.Count > 0))
            {
                // Read up to a time after any request: a replay need not wait for an archiver, of which there is none.
                var to = new ShardCheckpoint(run[0].ShardId, run[^1].SequenceNumber, IsEnded: false, DateTimeOffset.UtcNow.AddDays(1));
                appends.Add(new(last.GetValueOrDefault(to.ShardId), to, run, []));
                last[to.ShardId] = to;
            }
            if ((await table.AppendAsync(new(stream, description.CreatedAt), appends, cancellationToken)).Rejected.Count > 0) throw new InvalidOperationException($"{stream} could not be archived.");
        }
        return [.. (await table.PlanAsync(await table.LoadAsync(cancellationToken), new ScanBounds(null, null), cancellationToken)).Select(f => f.Key)];
    }

    /// <summary>A target that begins empty.</summary>
    public async Task NewTargetAsync(string name, int shardCount, CancellationToken cancellationToken)
    {
        try
        {
            await Kinesis.DeleteStreamAsync(new() { StreamName = name }, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The first round.
        }
        await Kinesis.CreateStreamAsync(new() { StreamName = name, ShardCount = shardCount }, cancellationToken);
    }

    /// <summary>What arrived on a stream: one entry per Kinesis record, aggregates whole.</summary>
    public async Task<IReadOnlyList<Arrival>> ReadAsync(string stream, CancellationToken cancellationToken)
    {
        var arrivals = new List<Arrival>();
        foreach (var shard in (await _services.GetRequiredService<IStreamDirectory>().DescribeAsync(new(stream), cancellationToken))!.Shards)
        {
            var iterator = (await Kinesis.GetShardIteratorAsync(new() { StreamName = stream, ShardId = shard.Id.Value, ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, cancellationToken)).ShardIterator;
            while (iterator is not null)
            {
                using var batch = await GetAsync(iterator, cancellationToken);
                arrivals.AddRange(batch.Records.Select(r => new Arrival(shard.Id.Value, r.ArrivedAt, r.Data.Length + r.PartitionKey.Length, Encoding.UTF8.GetString(r.PartitionKey.Span))));
                if (batch.Records.Count == 0 && batch.BehindLatest == TimeSpan.Zero) break;
                iterator = batch.NextShardIterator;
                // Shards with limits are read five times a second.
                await Task.Delay(210, cancellationToken);
            }
        }
        return arrivals;
    }

    // Shards with limits give 2 MB a second.
    private async Task<RecordBatch> GetAsync(string iterator, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await Records.GetRecordsAsync(iterator, 10_000, cancellationToken);
            }
            catch (ProvisionedThroughputExceededException)
            {
                await Task.Delay(1000, cancellationToken);
            }
        }
    }

    public void Dispose() => _services.Dispose();
}

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

    private readonly ServiceProvider _services;

    public ReplayStreams(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("AWS_REGION", "us-east-1"), new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"), new("AWS_ENDPOINT_URL", endpoint.AbsoluteUri), new("ObjectStore:Bucket", "benchmark"),
        ]).Build();
        _services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
    }

    public IKinesisRecordClient Records => _services.GetRequiredService<IKinesisRecordClient>();

    private IAmazonKinesis Kinesis => _services.GetRequiredService<IAmazonKinesis>();

    /// <summary>
    /// Archives records in commits of about 64 MB of payload, as an archiver does that is not far behind, each file with a run per shard. Written by the archive's own code, record by record: only the stream is left out.
    /// </summary>
    /// <param name="passCount">How often the case's payloads are archived; each time they are other records.</param>
    /// <returns>The data files' keys.</returns>
    public async Task<IReadOnlyList<string>> ArchiveAsync(ArchiveCase @case, int passCount, CancellationToken cancellationToken)
    {
        var stream = new StreamName(@case.Stream);
        var directory = _services.GetRequiredService<IStreamDirectory>();
        await directory.EnsureAsync(stream, @case.ShardCount, cancellationToken);
        var description = (await directory.DescribeAsync(stream, cancellationToken))!;
        var table = await _services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(stream, cancellationToken);
        var payloads = Enumerable.Range(0, @case.RecordCount).Select(@case.PayloadAt).Select(p => (Key: Encoding.UTF8.GetBytes(p.Key), p.Data)).ToArray();
        var perCommit = (int)Math.Max(1, 64e6 / (@case.PayloadBytes / (double)@case.RecordCount));
        var total = (long)passCount * payloads.Length;
        var last = new Dictionary<ShardId, ShardCheckpoint>();
        for (var from = 0L; from < total; from += perCommit)
        {
            var appends = new List<ShardAppend>();
            for (var shard = 0; shard < description.Shards.Count; shard++)
            {
                var (id, records) = (description.Shards[shard].Id, new List<StreamRecord>());
                for (var i = from; i < Math.Min(from + perCommit, total); i++)
                {
                    var (key, data) = payloads[i % payloads.Length];
                    // A key is always in one shard.
                    if (key[^1] % description.Shards.Count != shard) continue;
                    records.Add(new(id, SequenceNumber.Parse($"49{i.ToString($"D{SequenceDigits}", null)}"), 0, key, null, description.CreatedAt.AddMilliseconds(i / 10), data));
                }
                if (records.Count == 0) continue;
                // Read up to a time after any request: a replay need not wait for an archiver, of which there is none.
                var to = new ShardCheckpoint(id, records[^1].SequenceNumber, IsEnded: false, DateTimeOffset.UtcNow.AddDays(1));
                appends.Add(new(last.GetValueOrDefault(id), to, records, []));
                last[id] = to;
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

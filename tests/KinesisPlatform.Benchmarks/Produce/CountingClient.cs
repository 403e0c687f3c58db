using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Benchmarks.Produce;

/// <summary>Counts what a client puts.</summary>
internal sealed class CountingClient(IKinesisRecordClient client) : IKinesisRecordClient
{
    private long _bytes;
    private long _refusedCount;

    /// <summary>Of the entries that were taken: data and partition keys, as Kinesis counts them against a shard's limit.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long RefusedCount => Interlocked.Read(ref _refusedCount);

    public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken) =>
        client.GetRecordsAsync(shardIterator, recordCountMax, cancellationToken);

    public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        var results = await client.PutRecordsAsync(streamName, entries, cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].IsPut) Interlocked.Add(ref _bytes, entries[i].Data.Length + entries[i].PartitionKey.Length);
            else Interlocked.Increment(ref _refusedCount);
        }
        return results;
    }
}

using System.Text;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Sql.Tests.OneState;

/// <summary>Puts records one request after the other, and knows in which order each shard took them.</summary>
internal sealed class PutLog(IKinesisRecordClient records)
{
    private const int BatchMax = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _shards = [];
    private long _attempted;
    private long _acknowledged;

    /// <summary>What may be in the stream at most.</summary>
    public long Attempted => Interlocked.Read(ref _attempted);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public async Task PutAsync(int recordCount, TimeSpan pause)
    {
        for (var put = 0; put < recordCount; put += BatchMax)
        {
            var entries = Enumerable.Range(put, Math.Min(BatchMax, recordCount - put)).Select(i => new PutEntry(Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""), $"key-{i % 997}", null)).ToList();
            Interlocked.Add(ref _attempted, entries.Count);
            var results = await records.PutRecordsAsync(LiveArchive.Stream, entries, default);
            lock (_gate)
            {
                foreach (var result in results.Where(result => result.ErrorCode is null))
                {
                    if (!_shards.TryGetValue(result.ShardId!, out var shard)) _shards[result.ShardId!] = shard = [];
                    shard.Add(result.SequenceNumber.ToString());
                }
            }
            Interlocked.Add(ref _acknowledged, results.Count(result => result.ErrorCode is null));
            await Task.Delay(pause);
        }
    }

    /// <summary>Whether these are the first records that a shard took.</summary>
    public bool IsPrefix(string shard, long count, string last)
    {
        lock (_gate) return count > 0 && _shards.TryGetValue(shard, out var taken) && taken.Count >= count && taken[(int)count - 1] == last;
    }
}

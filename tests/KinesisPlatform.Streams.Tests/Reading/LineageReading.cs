using Amazon.Kinesis.Model;
using KinesisPlatform.Streams.Topology;

namespace KinesisPlatform.Streams.Tests.Reading;

/// <summary>
/// Plays a history of a stream: puts, splits, merges, failures and the passing of time, chosen by numbers, while a reader follows the lineage, stops and
/// goes on from its checkpoints.
/// </summary>
internal sealed class LineageReading(int calmHours)
{
    private const int KeyCount = 4;
    private const int OpenShardsMax = 6;

    private readonly Virtual _world = new(options: new() { GetRecordsPerShardPerSecond = 5, AttemptsMax = 20 });
    private readonly Dictionary<ShardId, ReadPosition.After> _positions = [];
    private readonly HashSet<ShardId> _ended = [];
    private readonly List<(int Key, int Number, ShardId Shard, DateTimeOffset ArrivedAt)> _put = [];

    /// <summary>Key and number of every record read, in the order in which they were handed out.</summary>
    public List<(int Key, int Number)> Read { get; } = [];

    public List<(ShardId Shard, ReadGap Gap)> Gaps { get; } = [];

    /// <summary>The records that were put and never read, but for those that were gone before their shard was read at all.</summary>
    public IEnumerable<(int Key, int Number, ShardId Shard, DateTimeOffset ArrivedAt)> Lost => _put.Where(p => !Read.Contains((p.Key, p.Number)) && _firstReads.TryGetValue(p.Shard, out var first) && p.ArrivedAt > first);

    public IEnumerable<IGrouping<int, int>> NumbersByKey => Read.GroupBy(r => r.Key, r => r.Number);

    public int PutCountOf(int key) => _put.Count(p => p.Key == key);

    private readonly Dictionary<ShardId, DateTimeOffset> _firstReads = [];

    public async Task PlayAsync(int[] choices)
    {
        _world.Kinesis.RecordsPerReadMax = 3;
        foreach (var choice in choices) await StepAsync(choice % 12, choice / 12);
        await DrainAsync();
    }

    private async Task StepAsync(int kind, int detail)
    {
        switch (kind)
        {
            case <= 3:
                Put(detail % KeyCount);
                break;
            case 4:
                await SplitAsync(detail);
                break;
            case 5:
                await MergeAsync(detail);
                break;
            case 6:
                _world.Time.Advance(TimeSpan.FromMinutes(detail % 10));
                break;
            case 7:
                _world.Time.Advance(TimeSpan.FromHours(detail % Math.Max(1, calmHours)));
                break;
            case 8:
                Exception[] failures = [new ExpiredIteratorException("old"), new ProvisionedThroughputExceededException("slow down"), new HttpRequestException("reset")];
                _world.Kinesis.FailNext("GetRecords", failures[detail % failures.Length]);
                break;
            default:
                await ReadSomeAsync(batchCount: 1 + detail % 3);
                break;
        }
    }

    private void Put(int key)
    {
        var number = PutCountOf(key);
        var result = _world.Kinesis.Put(Virtual.Stream.Value, $"key-{key}", [(byte)key, .. BitConverter.GetBytes(number)]);
        _put.Add((key, number, new(result.ShardId!), _world.Time.GetUtcNow()));
    }

    private async Task<List<ShardDescription>> OpenAsync() =>
        [.. (await _world.Directory.DescribeAsync(Virtual.Stream, default))!.Shards.Where(s => !s.IsClosed).OrderBy(s => s.StartingHashKey)];

    private async Task SplitAsync(int detail)
    {
        var open = await OpenAsync();
        if (open.Count >= OpenShardsMax) return;
        var shard = open[detail % open.Count];
        var middle = shard.StartingHashKey + (shard.EndingHashKey - shard.StartingHashKey) / 2;
        await _world.Kinesis.SplitShardAsync(new() { StreamName = Virtual.Stream.Value, ShardToSplit = shard.Id.Value, NewStartingHashKey = $"{middle}" });
    }

    private async Task MergeAsync(int detail)
    {
        var open = await OpenAsync();
        if (open.Count < 2) return;
        var left = detail % (open.Count - 1);
        await _world.Kinesis.MergeShardsAsync(new() { StreamName = Virtual.Stream.Value, ShardToMerge = open[left].Id.Value, AdjacentShardToMerge = open[left + 1].Id.Value });
    }

    /// <summary>A reader that comes up, reads a little of every shard it may, and goes down again.</summary>
    /// <returns>Whether there was anything.</returns>
    private async Task<bool> ReadSomeAsync(int batchCount)
    {
        var shards = (await _world.Directory.DescribeAsync(Virtual.Stream, default))!.Shards;
        var before = (Read.Count, _ended.Count);
        foreach (var shard in ShardLineage.Readable(shards, _ended))
        {
            _firstReads.TryAdd(shard.Id, _world.Time.GetUtcNow() - TimeSpan.FromHours(24));
            var from = _positions.TryGetValue(shard.Id, out var position) ? (ReadPosition)position : new ReadPosition.TrimHorizon();
            foreach (var batch in await _world.ReadAsync(from, batchCount, shard: shard.Id)) Take(shard.Id, batch);
        }
        return before != (Read.Count, _ended.Count);
    }

    private void Take(ShardId shard, ShardBatch batch)
    {
        using (batch)
        {
            foreach (var record in batch.Records) Read.Add((record.Data.Span[0], BitConverter.ToInt32(record.Data.Span[1..])));
            if (batch.Gap is { } gap) Gaps.Add((shard, gap));
            _positions[shard] = new(batch.LastSequenceNumber ?? _positions.GetValueOrDefault(shard)?.SequenceNumber, batch.ReadUpTo);
            if (batch.IsEndOfShard) _ended.Add(shard);
        }
    }

    private async Task DrainAsync()
    {
        while (await ReadSomeAsync(batchCount: 5)) { }
    }
}

using System.Globalization;
using System.Text;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.TestKit;

/// <summary>A stream of <see cref="FakeKinesis"/>, and its resharding.</summary>
internal sealed class FakeStream
{
    public FakeStream(string name, int shardCount, DateTimeOffset createdAt)
    {
        (Name, CreatedAt) = (name, createdAt);
        var width = UInt128.MaxValue / (UInt128)shardCount;
        for (var i = 0; i < shardCount; i++) Add([], width * (UInt128)i, i == shardCount - 1 ? UInt128.MaxValue : width * (UInt128)(i + 1) - 1);
    }

    public string Name { get; }
    public DateTimeOffset CreatedAt { get; }
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);
    public List<FakeShard> Shards { get; } = [];

    public FakeShard Find(string? id) => Shards.Find(s => s.Id == id) ?? throw new ResourceNotFoundException($"Shard {id} in stream {Name} under account 000000000000 does not exist.");

    public PutEntryResult Put(PutEntry entry, SequenceNumber sequence, DateTimeOffset now)
    {
        var shard = Shards.Single(s => !s.IsClosed && s.Holds(FakeShard.HashKeyOf(entry)));
        shard.Records.Add(new(entry.Data, Encoding.UTF8.GetBytes(entry.PartitionKey), sequence, now));
        return new(shard.Id, sequence, null, null);
    }

    public void Split(string? id, UInt128 at)
    {
        var parent = Find(id);
        parent.IsClosed = true;
        Add([parent.Id], parent.Start, at - 1);
        Add([parent.Id], at, parent.End);
    }

    public void Merge(string? first, string? second)
    {
        var (left, right) = (Find(first), Find(second));
        left.IsClosed = right.IsClosed = true;
        Add([left.Id, right.Id], left.Start < right.Start ? left.Start : right.Start, left.End > right.End ? left.End : right.End);
    }

    public int FirstKept(FakeShard shard, DateTimeOffset now)
    {
        // What arrived at the horizon itself is kept, as a gap that ends there says.
        var index = shard.Records.FindIndex(r => r.ArrivedAt >= now - Retention);
        return index < 0 ? shard.Records.Count : index;
    }

    public List<ChildShard> ChildrenOf(FakeShard parent) =>
        [.. Shards.Where(s => s.Parents.Contains(parent.Id)).Select(s => new ChildShard { ShardId = s.Id, ParentShards = [.. s.Parents] })];

    public List<Shard> Describe() =>
    [
        .. Shards.Select(s => new Shard
        {
            ShardId = s.Id,
            ParentShardId = s.Parents.ElementAtOrDefault(0),
            AdjacentParentShardId = s.Parents.ElementAtOrDefault(1),
            HashKeyRange = new() { StartingHashKey = $"{s.Start}", EndingHashKey = $"{s.End}" },
            SequenceNumberRange = new() { StartingSequenceNumber = "0", EndingSequenceNumber = s.IsClosed ? "1" : null },
        }),
    ];

    private void Add(string[] parents, UInt128 start, UInt128 end) =>
        Shards.Add(new(string.Create(CultureInfo.InvariantCulture, $"shardId-{Shards.Count:D12}"), parents, start, end));
}

using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Tests;

public sealed class ShardProgressTests
{
    private static readonly ShardId Shard = new("shardId-000000000000");

    private static readonly BufferBudget Budget = new(1 << 20);

    [Fact]
    public void Add_UntilTheAppendIsInTheTable_TheBatchKeepsItsMemory()
    {
        var shard = new ShardProgress(Shard, null, default);
        var memory = new Memory();
        shard.Add(Batch(1, memory), new(Budget, 100));

        var append = shard.ToAppend()!;
        Assert.False(memory.IsDisposed);
        shard.Complete(append);

        Assert.True(memory.IsDisposed);
    }

    [Fact]
    public void Reset_AnotherWriterWasFirst_GivesTheBatchesBack()
    {
        var shard = new ShardProgress(Shard, null, default);
        Memory[] memories = [new(), new()];
        for (var i = 0; i < memories.Length; i++) shard.Add(Batch(i + 1, memories[i]), new(Budget, 100));

        shard.Reset(new ShardCheckpoint(Shard, null, false, DateTimeOffset.UnixEpoch));

        Assert.All(memories, memory => Assert.True(memory.IsDisposed));
        Assert.Equal(0, shard.BufferedRecordCount);
    }

    [Fact]
    public void Add_NothingInIt_GivesTheBatchBackAtOnce()
    {
        var memory = new Memory();

        new ShardProgress(Shard, null, default).Add(new(Shard, [], null, DateTimeOffset.UnixEpoch, TimeSpan.Zero, null, null, memory), new(Budget, 100));

        Assert.True(memory.IsDisposed);
    }

    private static ShardBatch Batch(int sequence, Memory memory)
    {
        var number = SequenceNumber.Parse($"{sequence}");
        return new(Shard, [new(Shard, number, 0, "key"u8.ToArray(), null, DateTimeOffset.UnixEpoch, new byte[] { 1 })], number, DateTimeOffset.UnixEpoch, TimeSpan.Zero, null, null, memory);
    }

    private sealed class Memory : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}

using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class ShardBatchTests
{
    [Fact]
    public async Task Dispose_RecordsAreUsedAfterwards_TheyThrow()
    {
        var world = new Virtual();
        world.Put(1);
        world.Kinesis.Put("flights", "outer", KplAggregate.Encode([new("a", new byte[] { 2 }), new("b", new byte[] { 3 })]));
        var batch = Assert.Single(await world.ReadAsync(new ReadPosition.TrimHorizon(), 1));
        StreamRecord[] kept = [.. batch.Records];

        batch.Dispose();
        batch.Dispose();

        Assert.Equal(3, kept.Length);
        Assert.Throws<ObjectDisposedException>(() => batch.Records.Count);
        Assert.All(kept, record => Assert.Throws<ObjectDisposedException>(() => record.Data.Span.Length));
        Assert.All(kept, record => Assert.Throws<ObjectDisposedException>(() => record.PartitionKeyText));
    }

    [Fact]
    public async Task Dispose_NextBatchIsRead_ReadingGoesOn()
    {
        var world = new Virtual();
        world.Kinesis.RecordsPerReadMax = 1;
        for (byte i = 0; i < 3; i++) world.Put(i);

        var read = await world.RunAsync(async () =>
        {
            var data = new List<byte>();
            await foreach (var batch in world.Reader.ReadAsync(Virtual.Stream, Virtual.First, new ReadPosition.TrimHorizon(), default))
            {
                using (batch) data.AddRange(Virtual.DataOf([batch]));
                if (data.Count == 3) break;
            }
            return data;
        });

        Assert.Equal([(byte)0, (byte)1, (byte)2], read);
    }
}

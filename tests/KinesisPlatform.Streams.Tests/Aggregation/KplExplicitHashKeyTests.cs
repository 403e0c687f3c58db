using System.Text;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Tests.Aggregation;

public sealed class KplExplicitHashKeyTests
{
    [Fact]
    public void TryExpand_UserRecordWithoutExplicitHashKey_HasNoneRatherThanAnEmptyOne()
    {
        var data = KplAggregate.Encode([new("a", new byte[] { 1 }), new("b", new byte[] { 2 }, "7")]);
        using var expanded = new PooledList<StreamRecord>();

        Assert.True(KplAggregate.TryExpand(new(new("shardId-000000000000"), SequenceNumber.Zero, 0, Encoding.UTF8.GetBytes("a"), null, DateTimeOffset.UnixEpoch, data), expanded));

        Assert.Null(expanded[0].ExplicitHashKey);
        Assert.Equal("7", Encoding.UTF8.GetString(expanded[1].ExplicitHashKey!.Value.Span));
    }
}

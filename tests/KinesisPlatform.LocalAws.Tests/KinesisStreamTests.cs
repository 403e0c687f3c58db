using System.Text;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class KinesisStreamTests
{
    [Fact]
    public async Task CreateStream_WithATransition_IsCreatingThenActiveAndUpdatingWhileItIsResharded()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(configure: o => o.StreamTransition = TimeSpan.FromSeconds(2));

        async Task<string> StatusAsync() => (await kinesis.OkAsync("DescribeStreamSummary", ("StreamName", "s"))).Text("StreamDescriptionSummary.StreamStatus");

        Assert.Equal("CREATING", await StatusAsync());
        Assert.Equal("ResourceNotFoundException", (await kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")))).Error);
        kinesis.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ACTIVE", await StatusAsync());
        await kinesis.OkAsync("UpdateShardCount", ("StreamName", "s"), ("TargetShardCount", 2), ("ScalingType", "UNIFORM_SCALING"));
        Assert.Equal("UPDATING", await StatusAsync());
        await kinesis.PutAsync("still taken");
        var busy = await kinesis.CallAsync("SplitShard", ("StreamName", "s"), ("ShardToSplit", "shardId-000000000001"), ("NewStartingHashKey", "1000"));
        Assert.Equal("ResourceInUseException", busy.Error);
    }

    [Fact]
    public async Task DeleteStream_RemovesItForGood()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var sequence = await kinesis.PutAsync("gone");
        var iterator = await kinesis.IteratorAsync("TRIM_HORIZON");

        await kinesis.OkAsync("DeleteStream", ("StreamName", "s"));
        Assert.Equal("ResourceNotFoundException", (await kinesis.CallAsync("DeleteStream", ("StreamName", "s"))).Error);
        await kinesis.OkAsync("CreateStream", ("StreamName", "s"), ("ShardCount", 1));

        Assert.Empty(await kinesis.ReadAsync("TRIM_HORIZON"));
        Assert.Equal("ResourceNotFoundException", (await kinesis.CallAsync("GetRecords", ("ShardIterator", iterator))).Error);
        var old = await kinesis.CallAsync("GetShardIterator", ("StreamName", "s"), ("ShardId", "shardId-000000000000"), ("ShardIteratorType", "AFTER_SEQUENCE_NUMBER"), ("StartingSequenceNumber", sequence));
        Assert.Equal("InvalidArgumentException", old.Error);
        Assert.EndsWith("is invalid because it did not come from this stream.", old.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListStreams_AndDescribeStream_GivePages()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(3);
        foreach (var name in "abc") await kinesis.OkAsync("CreateStream", ("StreamName", name.ToString()), ("ShardCount", 1));

        var first = await kinesis.OkAsync("ListStreams", ("Limit", 3));
        var rest = await kinesis.OkAsync("ListStreams", ("NextToken", first["NextToken"]));
        var description = await kinesis.OkAsync("DescribeStream", ("StreamName", "s"), ("Limit", 1), ("ExclusiveStartShardId", "shardId-000000000000"));

        Assert.Equal(["a", "b", "c"], ((object?[])first["StreamNames"]!).Cast<string>());
        Assert.Equal(true, first["HasMoreStreams"]);
        Assert.Equal("s", rest.Text("StreamNames.0"));
        Assert.Equal(false, rest["HasMoreStreams"]);
        Assert.Equal("shardId-000000000001", Assert.Single(description.List("StreamDescription.Shards")).Text("ShardId"));
        Assert.Equal(true, description["StreamDescription.HasMoreShards"]);
    }

    [Fact]
    public async Task OnDemandStream_HasFourShardsAndItsTags()
    {
        await using var kinesis = await KinesisFixture.StartAsync();

        await kinesis.OkAsync(
            "CreateStream", ("StreamName", "s"), ("StreamModeDetails", new Dictionary<string, object?> { ["StreamMode"] = "ON_DEMAND" }), ("Tags", new Dictionary<string, object?> { ["team"] = "data" }));

        var summary = await kinesis.OkAsync("DescribeStreamSummary", ("StreamARN", "arn:aws:kinesis:us-east-1:000000000000:stream/s"));
        Assert.Equal(4, summary.Number("StreamDescriptionSummary.OpenShardCount"));
        Assert.Equal("ON_DEMAND", summary.Text("StreamDescriptionSummary.StreamModeDetails.StreamMode"));
        Assert.Equal("data", (await kinesis.OkAsync("ListTagsForStream", ("StreamName", "s"))).Text("Tags.0.Value"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InvalidRequests_AreAnsweredAsTheServiceDoes(bool isCbor)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: isCbor);

        async Task RefusedAsync(string error, string message, string operation, params (string, object?)[] members)
        {
            var answer = await kinesis.CallAsync(operation, members);
            Assert.Equal((400, error), (answer.Status, answer.Error));
            Assert.Contains(message, answer.Message, StringComparison.Ordinal);
        }

        await RefusedAsync("ResourceInUseException", "Stream s under account 000000000000 already exists.", "CreateStream", ("StreamName", "s"), ("ShardCount", 1));
        await RefusedAsync("ResourceNotFoundException", "Stream missing under account 000000000000 not found.", "DescribeStream", ("StreamName", "missing"));
        await RefusedAsync("ResourceNotFoundException", "Could not find shard shardId-9 in stream s", "GetShardIterator", ("StreamName", "s"), ("ShardId", "shardId-9"), ("ShardIteratorType", "LATEST"));
        await RefusedAsync("ValidationException", "2 validation errors detected: Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '0' at 'shardCount'", "CreateStream", ("StreamName", "a b"), ("ShardCount", 0));
        await RefusedAsync("ValidationException", "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null", "PutRecord", ("StreamName", "s"), ("Data", kinesis.Blob("x")));
        await RefusedAsync("InvalidArgumentException", "Invalid ShardIterator.", "GetRecords", ("ShardIterator", "AAAAAAAAAAEsomethingElse"));
        await RefusedAsync("InvalidArgumentException", "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis", "GetShardIterator", ("StreamName", "s"), ("ShardId", "shardId-000000000000"), ("ShardIteratorType", "AT_TIMESTAMP"), ("Timestamp", 1893456000));
        await RefusedAsync("InvalidArgumentException", "is not both greater than one plus the shard's StartingHashKey 0", "SplitShard", ("StreamName", "s"), ("ShardToSplit", "shardId-000000000000"), ("NewStartingHashKey", "1"));
        await RefusedAsync("SerializationException", "StreamName", "DescribeStream", ("StreamName", 5));
        await RefusedAsync("UnknownOperationException", "FlyStream", "FlyStream");
        var garbage = await kinesis.SendAsync("PutRecords", Encoding.UTF8.GetBytes("{\"StreamName\":"));
        Assert.Equal((400, "SerializationException"), (garbage.Status, garbage.Error));
    }
}

using System.Text;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Tests.Records;

public sealed class RecordsJsonTests
{
    private const string Sequence = "49665397561176123736489180038695119870875994881599209472";

    private static readonly string One = $$"""{"Data":"aGVsbG8=","PartitionKey":"schl\u00fcssel","SequenceNumber":"{{Sequence}}","ApproximateArrivalTimestamp":1767225600.123}""";

    [Fact]
    public void Decode_Event_GivesWhatItCarries()
    {
        using var batch = Decode($$"""{"New":{"a":[1]},"ContinuationSequenceNumber":"7","MillisBehindLatest":1500,"Records":[{{One}},{"More":null,{{One[1..]}}]}""");

        Assert.Equal(("7", TimeSpan.FromSeconds(1.5), 2), (batch.NextShardIterator, batch.BehindLatest, batch.Records.Count));
        foreach (var record in batch.Records)
        {
            Assert.Equal("hello", Encoding.UTF8.GetString(record.Data.Span));
            Assert.Equal("schlüssel", Encoding.UTF8.GetString(record.PartitionKey.Span));
            Assert.Equal(Sequence, record.SequenceNumber.ToString());
            Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 123, TimeSpan.Zero), record.ArrivedAt);
        }
    }

    [Fact]
    public void Decode_EndOfShard_GivesChildrenAndNoContinuation()
    {
        using var batch = Decode("""{"ChildShards":[{"ShardId":"a","ParentShards":["x","y"],"HashKeyRange":{}},{"ShardId":"b"}],"Records":[],"ContinuationSequenceNumber":null}""");

        Assert.Null(batch.NextShardIterator);
        Assert.Equal(["a", "b"], batch.ChildShards.Select(c => c.ShardId));
        Assert.Equal(["x", "y"], batch.ChildShards[0].ParentShards!);
    }

    [Fact]
    public void Decode_EmptyAndEscapedData_GivesTheBytes()
    {
        using var batch = Decode($$"""{"Records":[{{One.Replace("aGVsbG8=", "", StringComparison.Ordinal)}},{{One.Replace("aGVsbG8=", "\\/\\/\\u0038=", StringComparison.Ordinal)}}]}""");

        Assert.Empty(batch.Records[0].Data.ToArray());
        Assert.Equal([0xff, 0xff], batch.Records[1].Data.ToArray());
    }

    [Fact]
    public void Decode_BatchIsDisposed_SlicesThrow()
    {
        var batch = Decode($$"""{"Records":[{{One}}]}""");
        var data = batch.Records[0].Data;

        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => data.Span.Length);
    }

    [Fact]
    public void Decode_CutAnywhere_ThrowsData()
    {
        var whole = Encoding.UTF8.GetBytes($$"""{"Records":[{{One}},{{One}}],"ContinuationSequenceNumber":"7","ChildShards":[{"ShardId":"a","ParentShards":["x"]}]}""");
        for (var length = 0; length < whole.Length; length++)
            Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => RecordsJson.Decode(whole.AsSpan(0, length))).Kind);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"Records":[1]}""")]
    [InlineData("""{"Records":[null]}""")]
    [InlineData("""{"Records":[{}]}""")]
    [InlineData("""{"MillisBehindLatest":-1}""")]
    [InlineData("""{"MillisBehindLatest":1e400}""")]
    [InlineData("""{"MillisBehindLatest":"1"}""")]
    [InlineData("""{"ContinuationSequenceNumber":1}""")]
    [InlineData("""{"ChildShards":[{"ParentShards":[null]}]}""")]
    [InlineData("""{"ChildShards":["a"]}""")]
    public void Decode_IsNotWhatKinesisDocuments_ThrowsData(string json) =>
        Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => Decode(json)).Kind);

    [Theory]
    [InlineData("\"aGVsbG8=\"", "\"a\"")]
    [InlineData("\"aGVsbG8=\"", "\"\\u0000\"")]
    [InlineData("\"aGVsbG8=\"", "1")]
    [InlineData("1767225600.123", "-1")]
    [InlineData("1767225600.123", "1e300")]
    [InlineData("1767225600.123", "\"now\"")]
    [InlineData("\"schl\\u00fcssel\"", "[]")]
    [InlineData("\"schl\\u00fcssel\"", "\"\\ud800\"")]
    [InlineData(Sequence, "x")]
    public void Decode_RecordIsNotWhatKinesisDocuments_ThrowsData(string good, string bad) =>
        Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => Decode($$"""{"Records":[{{One.Replace(good, bad, StringComparison.Ordinal)}}]}""")).Kind);

    private static RecordBatch Decode(string json) => RecordsJson.Decode(Encoding.UTF8.GetBytes(json));
}

using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Tests.Kinesis;

public sealed class KinesisHostsTests
{
    private const string Arn = "arn:aws:kinesis:us-east-1:123456789012:stream/flights";

    [Fact]
    public void LabelOf_RequestByName_IsThePlainHost() => Assert.Null(KinesisHosts.LabelOf(new PutRecordsRequest { StreamName = "flights" }));

    [Fact]
    public void LabelOf_RecordsByArn_IsTheAccountsDataHost() =>
        Assert.Equal("123456789012.data-kinesis", KinesisHosts.LabelOf(new GetRecordsRequest { StreamARN = Arn }));

    [Fact]
    public void LabelOf_ShardsByArn_IsTheAccountsControlHost() =>
        Assert.Equal("123456789012.control-kinesis", KinesisHosts.LabelOf(new ListShardsRequest { StreamARN = Arn }));

    [Theory]
    [InlineData("arn:aws-iso:kinesis:us-iso-east-1:123456789012:stream/flights")]
    [InlineData("flights")]
    public void LabelOf_NoArnOfAPartitionWithSuchHosts_IsThePlainHost(string arn) => Assert.Null(KinesisHosts.LabelOf(new ListShardsRequest { StreamARN = arn }));
}

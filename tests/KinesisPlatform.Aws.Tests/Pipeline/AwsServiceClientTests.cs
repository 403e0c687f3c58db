using System.Diagnostics;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Pipeline;

public sealed class AwsServiceClientTests
{
    private static readonly DescribeStreamSummaryRequest Describe = new() { StreamName = "flights" };

    [Fact]
    public async Task Call_ThrottledTwice_SucceedsAtTheThirdAttempt()
    {
        await using var stub = await StubService.StartAsync((response, number) => number < 3
            ? StubService.WriteJsonAsync(response, 400, """{"__type":"ProvisionedThroughputExceededException","message":"slow down"}""")
            : StubService.WriteJsonAsync(response, 200, """{"StreamDescriptionSummary":{"StreamName":"flights"}}"""));
        using var client = stub.CreateClient();

        var answer = await client.DescribeStreamSummaryAsync(Describe);

        Assert.Equal("flights", answer.StreamDescriptionSummary?.StreamName);
        Assert.Equal(3, stub.Requests.Count);
    }

    [Fact]
    public async Task Call_OfRecordsThrottled_IsLeftToTheCaller()
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 400, """{"__type":"ProvisionedThroughputExceededException","message":"slow down"}"""));
        using var client = new KinesisRecordClient(TestCredentials.Basic, stub.Config());

        await Assert.ThrowsAsync<ProvisionedThroughputExceededException>(() => client.GetRecordsAsync("iterator", 10, default));

        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Call_OfRecordsFailed_IsRepeated()
    {
        await using var stub = await StubService.StartAsync((response, number) => number == 1
            ? StubService.WriteJsonAsync(response, 500, """{"__type":"InternalFailure","message":"try again"}""")
            : StubService.WriteAsync(response, 200, "application/x-amz-cbor-1.1", new byte[] { 0xa0 }));
        using var client = new KinesisRecordClient(TestCredentials.Basic, stub.Config());

        using var batch = await client.GetRecordsAsync("iterator", 10, default);

        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task Call_Answered_IsSignedForTheServiceWithItsTarget()
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 200, "{}"));
        using var client = stub.CreateClient();

        await client.DescribeStreamSummaryAsync(Describe);

        var headers = Assert.Single(stub.Requests);
        Assert.Equal("Kinesis_20131202.DescribeStreamSummary", headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", headers.ContentType);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/us-east-1/kinesis/aws4_request", headers.Authorization.ToString());
        Assert.Contains("KinesisPlatform", headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"__type":"com.amazonaws.kinesis#ResourceNotFoundException","message":"Stream flights under account 1 not found."}""")]
    [InlineData("""{"__type":"ResourceNotFoundException","Message":"Stream flights under account 1 not found."}""")]
    public async Task Call_JsonError_ThrowsItsTypeWithTheServicesMessage(string body)
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 400, body));
        using var client = stub.CreateClient();

        var error = await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.DescribeStreamSummaryAsync(Describe));

        Assert.Equal("Stream flights under account 1 not found.", error.Message);
        Assert.Equal("ResourceNotFoundException", error.ErrorCode);
    }

    [Fact]
    public async Task Call_CborError_ThrowsItsTypeWithTheServicesMessage()
    {
        // {_ "__type": "ExpiredIteratorException", "extra": 1, "message": "too old"}
        byte[] body = [0xbf, .. CborText("__type"), .. CborText("ExpiredIteratorException"), .. CborText("extra"), 0x01, .. CborText("message"), .. CborText("too old"), 0xff];
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteAsync(response, 400, "application/x-amz-cbor-1.1", body));
        using var client = new KinesisRecordClient(TestCredentials.Basic, stub.Config());

        var error = await Assert.ThrowsAsync<ExpiredIteratorException>(() => client.GetRecordsAsync("iterator", 10, default));

        Assert.Equal("too old", error.Message);
    }

    [Fact]
    public async Task Call_AnsweredByAProxysPage_ThrowsAReadableError()
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteAsync(response, 403, "text/html", "<html>no</html>"u8.ToArray()));
        using var client = stub.CreateClient();

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.DescribeStreamSummaryAsync(Describe));

        Assert.Equal("The service answered 403 (Http403) without a message.", error.Message);
    }

    [Fact]
    public async Task Call_AnsweredByBrokenJson_ThrowsDataWithoutThePayload()
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 200, """{"StreamDescriptionSummary":{"StreamName":"secret"""));
        using var client = stub.CreateClient();

        var error = await Assert.ThrowsAsync<PlatformException>(() => client.DescribeStreamSummaryAsync(Describe));

        Assert.Equal(FailureKind.Data, error.Kind);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_InsideATrace_IsAClientSpanOfItAndTellsTheService()
    {
        var spans = new List<Activity>();
        using var source = new ActivitySource(nameof(AwsServiceClientTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "KinesisPlatform.Aws" or nameof(AwsServiceClientTests),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => { lock (spans) spans.Add(span); },
        };
        ActivitySource.AddActivityListener(listener);
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 200, "{}"));
        using var client = stub.CreateClient();

        using var outer = source.StartActivity("outer")!;
        await client.DescribeStreamSummaryAsync(Describe);

        Activity[] ours;
        lock (spans) ours = [.. spans.Where(s => s.TraceId == outer.TraceId)];
        var span = Assert.Single(ours);
        Assert.Equal("Kinesis.DescribeStreamSummary", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal(outer.SpanId, span.ParentSpanId);
        Assert.Equal("aws-api", span.GetTagItem("rpc.system"));
        Assert.Equal("Kinesis", span.GetTagItem("rpc.service"));
        Assert.Equal("DescribeStreamSummary", span.GetTagItem("rpc.method"));
        Assert.StartsWith($"00-{outer.TraceId}-", Assert.Single(stub.Requests)["traceparent"].ToString(), StringComparison.Ordinal);
    }

    private static byte[] CborText(string text) => [(byte)(text.Length < 24 ? 0x60 | text.Length : 0x78), .. text.Length < 24 ? [] : new[] { (byte)text.Length }, .. System.Text.Encoding.UTF8.GetBytes(text)];
}

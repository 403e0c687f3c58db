using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests;

public sealed class KinesisCallsTests
{
    [Fact]
    public async Task Call_NobodyListensAtTheEndpoint_ThrowsUnavailableNamingTheStream()
    {
        using var nobody = LoopbackPort.Refusing(out var port);
        var error = await Assert.ThrowsAsync<PlatformException>(() => Directory(new BasicAWSCredentials("AKIDEXAMPLE", "a-secret-of-a-test"), port).DescribeAsync(new("flights"), default));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Contains("stream flights in 2 attempts", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-of-a-test", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CallerCancels_ThrowsCancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Directory(new BasicAWSCredentials("AKIDEXAMPLE", "secret"), port: 9).DescribeAsync(new("flights"), cancelled.Token));
    }

    [Theory]
    [InlineData("User: x is not authorized to perform: kinesis:PutRecords")]
    [InlineData("User: x is not authorized to perform: kinesis:PutRecords.")]
    public void Translate_AccessIsDenied_EndsWhatAwsSaysBeforeItsOwnAdvice(string message) =>
        Assert.Equal(
            "AWS denies access to stream flights: User: x is not authorized to perform: kinesis:PutRecords. Extend the policy of these credentials.",
            KinesisCalls.Translate("stream flights", new AccessDeniedException(message), attempts: 1).Message);

    private static StreamDirectory Directory(AWSCredentials credentials, int port)
    {
        var config = new AmazonKinesisConfig { ServiceURL = $"http://127.0.0.1:{port}", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
        var options = new StreamsOptions { AttemptsMax = 2, BackoffFirst = TimeSpan.FromMilliseconds(1) };
        return new(new AmazonKinesisClient(credentials, config), options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
    }
}

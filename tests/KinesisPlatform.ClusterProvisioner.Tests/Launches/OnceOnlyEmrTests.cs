using System.Net;
using System.Net.Sockets;
using KinesisPlatform.Aws;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Tests.Launches;

/// <summary>On the wire: whatever layer below would like to try again.</summary>
public sealed class OnceOnlyEmrTests
{
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 503 Slow\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"JobFl")]
    public async Task RunJobFlow_AnswerCutOrBroken_IsSentOnce(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var requests = 0;
        var server = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                // More than one read may bring a request: any byte counts as one.
                if (await client.GetStream().ReadAsync(new byte[1 << 16], stop.Token) > 0) requests++;
                await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), stop.Token);
            }
        });
        var settings = Instance.Settings(new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        using var emr = new OnceOnlyEmr(AwsConnection.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()), Options.Create(new ProvisionerOptions()));
        var failure = await Record.ExceptionAsync(() => emr.Client.RunJobFlowAsync(new() { Name = "x" }));
        Assert.NotNull(failure);
        Assert.True(EmrFailures.IsOf(failure), $"{failure.GetType()}");
        Assert.Equal(SendOutcome.Unknown, EmrFailures.OutcomeOf(failure));
        Assert.Equal(1, requests);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server);
    }

    [Fact]
    public async Task RunJobFlow_NobodyListens_IsKnownNotToBeTaken()
    {
        using var nobody = LoopbackPort.Refusing(out var port);
        using var emr = new OnceOnlyEmr(AwsConnection.From(new ConfigurationBuilder().AddInMemoryCollection(Instance.Settings(new($"http://127.0.0.1:{port}"))).Build()), Options.Create(new ProvisionerOptions()));
        var failure = await Record.ExceptionAsync(() => emr.Client.RunJobFlowAsync(new() { Name = "x" }));
        Assert.Equal(SendOutcome.NotTaken, EmrFailures.OutcomeOf(failure!));
    }
}

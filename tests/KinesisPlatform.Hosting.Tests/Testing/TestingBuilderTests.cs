using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Aspire.Hosting.Tests.Running;
using KinesisPlatform.TestKit;
using Projects;

namespace Aspire.Hosting.Tests.Testing;

public sealed class TestingBuilderTests
{
    [Fact]
    public async Task RealService_Started_IsHealthyReachableAndTraced()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var builder = DistributedApplicationTestingBuilder.Create($"--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL={receiver.Endpoint}");
        var aws = builder.AddProject<KinesisPlatform_LocalAws>("localaws").WithHttpEndpoint(env: "LocalAws__Port").WithHttpHealthCheck("/_local/health").WithEnvironment("LocalAws__Buckets__0", "bucket");
        builder.AddProject<KinesisPlatform_ClusterProvisioner>("cluster-provisioner").WithHttpEndpoint(8082).WithHttpHealthCheck("/health").WaitFor(aws)
            .WithEnvironment("AWS_ENDPOINT_URL", aws.GetEndpoint("http")).WithEnvironment("AWS_REGION", "us-east-1").WithEnvironment("AWS_ACCESS_KEY_ID", "local").WithEnvironment("AWS_SECRET_ACCESS_KEY", "local")
            .WithEnvironment("ObjectStore__Bucket", "bucket").WithEnvironment("Cluster__gateway__tokenFrom", "none").WithEnvironment("Cluster__gateway__uri", "http://localhost:8080");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceHealthyAsync("cluster-provisioner").WaitAsync(ShellResources.Deadline);
        using var client = app.CreateHttpClient("cluster-provisioner");
        var clusters = await client.GetStringAsync("/clusters");
        var spans = await receiver.WaitForSpansAsync(s => s.Any(x => x.Name == "GET /clusters"), ShellResources.Deadline);

        Assert.Equal("""{"clusters":[],"orphans":[]}""", clusters);
        Assert.NotEqual(8082, client.BaseAddress!.Port);
        Assert.Equal("cluster-provisioner", spans.First(s => s.Name == "GET /clusters").ServiceName);
    }

    [Fact]
    public async Task AppHost_Embedded_StatesItsResources()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<KinesisPlatform_AppHost>();

        Assert.Equal(
            ["archiver", "cluster-provisioner", "demo-producer", "localaws", "query-gateway", "replay-coordinator"],
            builder.Resources.Where(r => r is ProjectResource).Select(r => r.Name).Order());
    }

    [Fact]
    public async Task AppHost_OnAws_StartsNoEmulatorAndNoDemo()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<KinesisPlatform_AppHost>(["--Aws:Provider=aws"]);

        Assert.DoesNotContain(builder.Resources, r => r.Name is "localaws" or "demo-producer");
        await using var app = await builder.BuildAsync();
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());
        Assert.Contains("Parameters:bucket", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppHost_LocalStack_IsAContainerOnTheEmulatorsPort()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<KinesisPlatform_AppHost>(["--Aws:Provider=localstack", "--LocalStack:Tag=9"]);

        var container = Assert.Single(builder.Resources.OfType<ContainerResource>());
        Assert.Equal("9", container.Annotations.OfType<ContainerImageAnnotation>().Single().Tag);
        Assert.Equal(4566, container.Annotations.OfType<EndpointAnnotation>().Single().Port);
    }

    [Fact]
    public async Task AppHost_ProviderUnknown_EndsWithoutAnApplication() =>
        await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<KinesisPlatform_AppHost>(["--Aws:Provider=azure"]));
}

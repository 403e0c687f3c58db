using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ObjectStore.Tests;

public sealed class ObjectStoreRegistrationTests(LocalS3 s3) : IClassFixture<LocalS3>
{
    [Fact]
    public async Task Start_BucketAndStoreAreGood_PassesTheCheck()
    {
        using var host = Host(new() { ["ObjectStore:Bucket"] = LocalS3.Bucket });

        await host.StartAsync();

        Assert.Equal(LocalS3.Bucket, host.Services.GetRequiredService<IObjectStore>().Bucket);
        await host.StopAsync();
    }

    [Fact]
    public async Task Start_BucketIsMissing_FailsWithWhatToDo()
    {
        using var host = Host(new() { ["ObjectStore:Bucket"] = "not-there" });

        var error = await Assert.ThrowsAsync<PlatformException>(() => host.StartAsync());

        Assert.Equal(FailureKind.NotFound, error.Kind);
    }

    [Fact]
    public async Task Start_OptionsAreWrong_NamesEveryOne()
    {
        using var host = Host(new()
        {
            ["ObjectStore:Bucket"] = "Not_A_Bucket",
            ["ObjectStore:KmsKeyId"] = "key-1",
            ["ObjectStore:PartBytes"] = "1000",
            ["ObjectStore:PartsInFlightMax"] = "0",
            ["ObjectStore:RetriesMax"] = "21",
            ["ObjectStore:RetryDelay"] = "00:01:00",
        });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(6, error.Failures.Count());
        Assert.All(error.Failures, f => Assert.StartsWith("ObjectStore:", f, StringComparison.Ordinal));
    }

    private IHost Host(Dictionary<string, string?> settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IAmazonS3>(_ => s3.Client());
        builder.Services.AddObjectStore(builder.Configuration).AddObjectStoreCheck("probe/");
        return builder.Build();
    }
}

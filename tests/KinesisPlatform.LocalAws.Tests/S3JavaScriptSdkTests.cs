using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>The AWS SDK for JavaScript judges the emulated S3: a client that nobody here wrote.</summary>
public sealed class S3JavaScriptSdkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryScenario_InMemoryAndInAFolder_Passes(bool inFolder)
    {
        using var folder = new TemporaryFolder();
        var options = new LocalAwsOptions { Port = 0, DataFolder = inFolder ? folder.Path : null };
        options.Buckets.Add("script-tests");
        await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);

        var output = await NodeScript.RunAsync("s3.mjs", server.Endpoint.ToString(), "script-tests");

        Assert.Contains("12 scenarios passed", output, StringComparison.Ordinal);
    }
}

using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class SqsJavaScriptSdkTests
{
    [Fact]
    public async Task JavaScriptSdk_EveryScenario_Succeeds()
    {
        await using var server = await LocalAwsServer.StartAsync(new() { Port = 0 }, TimeProvider.System, default);
        var output = await NodeScript.RunAsync("sqs.mjs", server.Endpoint.ToString());
        Assert.Equal(4, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }
}

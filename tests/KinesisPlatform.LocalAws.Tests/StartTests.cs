using Microsoft.Extensions.Options;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Start_OnAPortInUse_SaysSo()
    {
        await using var first = await LocalAwsServer.StartAsync(new() { Port = 0 }, TimeProvider.System, default);

        var error = await Assert.ThrowsAsync<IOException>(() => LocalAwsServer.StartAsync(new() { Port = first.Endpoint.Port }, TimeProvider.System, default));

        Assert.Contains($"127.0.0.1:{first.Endpoint.Port}: address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithInvalidOptions_NamesThemAll()
    {
        var options = new LocalAwsOptions { Port = 70_000, AccountId = "12", AccessKeyId = "key without a secret" };

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => LocalAwsServer.StartAsync(options, TimeProvider.System, default));

        Assert.Equal(3, error.Failures.Count());
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_AllChecksPass_ListsThem()
    {
        await using var service = await TestService.StartAsync(_ => { },
            builder => builder.Services.AddHealthChecks().AddCheck("archive", () => HealthCheckResult.Healthy("3 shards")));

        var body = await service.Client.GetStringAsync("/health");

        Assert.StartsWith("""{"status":"Healthy","version":"1""", body, StringComparison.Ordinal);
        Assert.EndsWith(""","checks":[{"name":"archive","status":"Healthy","message":"3 shards"}]}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_CheckThrows_HidesForeignMessagesAndAnswers503()
    {
        await using var service = await TestService.StartAsync(_ => { }, builder => builder.Services.AddHealthChecks()
            .AddCheck("foreign", () => throw new InvalidOperationException("secret"))
            .AddCheck("ours", () => throw new PlatformException(FailureKind.Unavailable, "The bucket does not answer.")));

        using var response = await service.Client.GetAsync("/health");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Contains("The check failed with InvalidOperationException.", body, StringComparison.Ordinal);
        Assert.Contains("The bucket does not answer.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alive_UnhealthyService_StillAnswers()
    {
        await using var service = await TestService.StartAsync(_ => { },
            builder => builder.Services.AddHealthChecks().AddCheck("archive", () => HealthCheckResult.Unhealthy()));

        var body = await service.Client.GetStringAsync("/alive");

        Assert.StartsWith("""{"status":"Healthy",""", body, StringComparison.Ordinal);
        Assert.EndsWith(""","checks":[]}""", body, StringComparison.Ordinal);
    }
}

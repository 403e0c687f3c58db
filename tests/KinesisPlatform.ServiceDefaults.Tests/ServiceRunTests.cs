using KinesisPlatform.ServiceDefaults.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ServiceDefaults.Tests;

public sealed class ServiceRunTests : IDisposable
{
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task Start_PlatformException_PrintsItsMessageAndEndsWith1()
    {
        var exitCode = await RunAsync(new FailingStart(new PlatformException(FailureKind.NotFound, "Bucket b does not exist. Create it.")));

        Assert.Equal(1, exitCode);
        Assert.Contains("cannot start: Bucket b does not exist. Create it.", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InvalidOptions_PrintsEveryError()
    {
        var app = TestService.Build(_ => { }, builder => builder.Services.AddOptions<Limits>()
            .Validate(_ => false, "Limits:Count must be positive.")
            .Validate(_ => false, "Limits:Name is missing.")
            .ValidateOnStart());

        Assert.Equal(1, await new ServiceRun(app, _error).RunAsync(CancellationToken.None));
        Assert.Contains("Limits:Count must be positive.", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Limits:Name is missing.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InvalidOptionsOfAHostedService_PrintsTheError()
    {
        var app = TestService.Build(_ => { }, builder =>
        {
            builder.Services.AddOptions<Limits>().Validate(_ => false, "Limits:Count must be positive.").ValidateOnStart();
            builder.Services.AddHostedService(provider => new LimitedWorker(provider.GetRequiredService<IOptions<Limits>>().Value));
        });

        Assert.Equal(1, await new ServiceRun(app, _error).RunAsync(CancellationToken.None));
        Assert.Contains("Limits:Count must be positive.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortTaken_SaysSo()
    {
        await using var first = await TestService.StartAsync(_ => { });
        var app = TestService.Build(_ => { });
        app.Urls.Clear();
        app.Urls.Add(first.Client.BaseAddress!.ToString());

        Assert.Equal(1, await new ServiceRun(app, _error).RunAsync(CancellationToken.None));
        Assert.Contains("already in use", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("ASPNETCORE_URLS", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Surprise_IsThrown() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new FailingStart(new InvalidOperationException())));

    [Fact]
    public async Task BackgroundService_Fails_EndsWith1AndItsMessage()
    {
        var exitCode = await RunAsync(new FailingWorker());

        Assert.Equal(1, exitCode);
        Assert.Contains("FailingWorker failed: The stream is gone.", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(IHostedService hosted) =>
        new ServiceRun(TestService.Build(_ => { }, builder => builder.Services.AddSingleton(hosted)), _error).RunAsync(CancellationToken.None);

    private sealed class Limits;

    private sealed class LimitedWorker(Limits limits) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.FromResult(limits);
    }

    private sealed class FailingStart(Exception exception) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw exception;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FailingWorker : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new PlatformException(FailureKind.Fenced, "The stream is gone.");
        }
    }
}

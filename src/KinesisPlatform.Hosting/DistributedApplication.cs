using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Reporting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application of several resources that starts, runs and stops as one.</summary>
public sealed class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestRun? _testRun;
    private bool _disposed;

    internal DistributedApplication(IHost host, TestRun? testRun) => (_host, _testRun) = (host, testRun);

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Runs until the program is told to stop, or writes the manifest. A failed start, or the end of every resource, is reported
    /// on the console and makes the process' exit code 1.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_testRun is not null)
        {
            // The test starts, stops and disposes; the program only waits for it.
            await _testRun.Ended.WaitAsync(cancellationToken);
            return;
        }
        await using var disposing = this;
        try
        {
            await RunToEndAsync(cancellationToken);
        }
        catch (DistributedApplicationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            Environment.ExitCode = 1;
        }
    }

    /// <exception cref="DistributedApplicationException">A port is taken or the model is wrong. Failures of a resource show in its state only.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        // Tests dispose both the application and the builder that made it.
        if (_disposed) return;
        _disposed = true;
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _testRun?.End();
    }

    private async Task RunToEndAsync(CancellationToken cancellationToken)
    {
        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await Services.GetRequiredService<ManifestWriter>().WriteAsync(cancellationToken);
            return;
        }
        var report = Services.GetRequiredService<ConsoleReport>();
        report.Begin();
        await _host.StartAsync(cancellationToken);
        var reporting = report.FollowAsync(cancellationToken);
        await _host.WaitForShutdownAsync(cancellationToken);
        if (!await reporting) Environment.ExitCode = 1;
    }
}

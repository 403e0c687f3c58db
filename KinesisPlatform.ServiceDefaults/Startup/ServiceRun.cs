using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KinesisPlatform.ServiceDefaults.Startup;

/// <summary>Runs a service to its end and tells the shell how it went.</summary>
internal sealed class ServiceRun(WebApplication app, TextWriter error)
{
    /// <summary>Exit code 0 after an orderly stop, 1 when the start or a background service failed for a reason that its message explains.</summary>
    /// <exception cref="Exception">Any failure that no message explains.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var disposing = app;
        BackgroundService[] workers = [];
        try
        {
            // Before the start: the container is gone when a failed background service has stopped the host.
            workers = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } explanation)
        {
            return await ReportAsync(error, app.Environment, explanation);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && workers.Any(worker => worker.ExecuteTask is { IsFaulted: true }))
        {
            // A background service that fails this early stops the host before it has started.
            return await ReportFailuresAsync(workers);
        }
        await app.WaitForShutdownAsync(cancellationToken);
        return await ReportFailuresAsync(workers);
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> ReportAsync(TextWriter error, IHostEnvironment environment, string explanation)
    {
        await error.WriteLineAsync($"{environment.ApplicationName} cannot start: {explanation}");
        return 1;
    }

    private async Task<int> ReportFailuresAsync(IEnumerable<BackgroundService> workers)
    {
        var exitCode = 0;
        foreach (var worker in workers)
        {
            if (worker.ExecuteTask?.Exception?.InnerException is not { } failure) continue;
            exitCode = 1;
            if (StartFailure.Explain(failure) is { } explanation)
                await error.WriteLineAsync($"{app.Environment.ApplicationName} stopped because {worker.GetType().Name} failed: {explanation}");
        }
        return exitCode;
    }
}

using KinesisPlatform.ServiceDefaults.Startup;
using Microsoft.AspNetCore.Builder;

namespace KinesisPlatform.ServiceDefaults;

public static class ServiceRunExtensions
{
    /// <summary>
    /// Builds the service, runs it until it is told to stop and returns the process' exit code. Expected failures (a <see cref="PlatformException"/>,
    /// invalid options, a taken port) become one clear message on the error output and exit code 1.
    /// </summary>
    /// <param name="map">Maps the service's own endpoints.</param>
    /// <exception cref="Exception">Any other failure.</exception>
    public static async Task<int> RunServiceAsync(this WebApplicationBuilder builder, Action<WebApplication> map, CancellationToken cancellationToken = default)
    {
        WebApplication app;
        try
        {
            app = builder.Build();
            // What it maps may ask the container for what cannot be made.
            app.MapDefaultEndpoints();
            map(app);
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } explanation)
        {
            return await ServiceRun.ReportAsync(Console.Error, builder.Environment, explanation);
        }
        return await new ServiceRun(app, Console.Error).RunAsync(cancellationToken);
    }
}

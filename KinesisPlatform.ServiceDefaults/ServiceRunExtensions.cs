using KinesisPlatform.ServiceDefaults.Startup;
using Microsoft.AspNetCore.Builder;

namespace KinesisPlatform.ServiceDefaults;

public static class ServiceRunExtensions
{
    /// <summary>
    /// Runs the service until it is told to stop and returns the process' exit code. Expected failures (a <see cref="PlatformException"/>,
    /// invalid options, a taken port) become one clear message on the error output and exit code 1.
    /// </summary>
    /// <exception cref="Exception">Any other failure.</exception>
    public static Task<int> RunServiceAsync(this WebApplication app, CancellationToken cancellationToken = default) =>
        new ServiceRun(app, Console.Error).RunAsync(cancellationToken);
}

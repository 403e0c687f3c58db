using KinesisPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace KinesisPlatform.ServiceDefaults.Startup;

/// <summary>Puts the middleware that every service has in front of its own, so that no service can forget it.</summary>
internal sealed class DefaultMiddleware : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Outermost: it reads the status that the exception handler decides.
        app.UseMiddleware<ServerSpanMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        next(app);
    };
}

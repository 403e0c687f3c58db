using KinesisPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace KinesisPlatform.ServiceDefaults.Startup;

/// <summary>Puts the middleware that has to see every request in front of all other.</summary>
internal sealed class DefaultMiddleware : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Outermost: it reads the status that the exception handler decides.
        app.UseMiddleware<ServerSpanMiddleware>();
        next(app);
    };
}

using KinesisPlatform.Aws;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Health;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.ServiceDefaults.Startup;
using KinesisPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KinesisPlatform.ServiceDefaults;

/// <summary>What every service of the platform has: telemetry, health endpoints, problem documents, AWS clients from configuration.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Levels that any configuration source overrides.</summary>
    private static readonly KeyValuePair<string, string?>[] LogLevels =
    [
        new("Logging:LogLevel:Default", "Information"),
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Warning"),
        new("Logging:LogLevel:System.Net.Http.HttpClient", "Warning"),
        new("Logging:LogLevel:MassTransit", "Warning"),
        // Every answer of /health says what is unhealthy; a service that starts would log it at each poll.
        new("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None"),
    ];

    /// <summary>
    /// Adds console logs of one line each, problem documents for every failure, API keys (<c>Access:Keys</c>) asked for by every endpoint, health checks, and traces, metrics and logs
    /// over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Middleware is added by itself, in front of the service's own.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = CompactConsoleFormatter.FormatterName)
            .AddConsoleFormatter<CompactConsoleFormatter, ConsoleFormatterOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<PlatformExceptionHandler>();
        // A body that cannot be bound then reaches the exception handler, in every environment, instead of an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.AddKeyAuthentication();
        builder.Services.AddAwsClients(builder.Configuration);
        builder.AddTelemetry();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter, DefaultMiddleware>();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (every check) and <c>/alive</c> (the process answers), both JSON and open to everyone; 503 when unhealthy. Has every failure answered with a problem document:
    /// call it before the service maps its own endpoints.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        // Behind the developer exception page, which the framework adds in front of everything in Development and which would show the inside.
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/health", new() { ResponseWriter = HealthReportWriter.WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/alive", new() { Predicate = _ => false, ResponseWriter = HealthReportWriter.WriteAsync }).AllowAnonymous();
        return app;
    }
}

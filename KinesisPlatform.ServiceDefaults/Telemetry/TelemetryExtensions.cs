using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KinesisPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry on its SDK alone. Every setting is one of the specification's <c>OTEL_*</c> names, read from the service's whole
/// configuration (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
/// </summary>
internal static class TelemetryExtensions
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "KinesisPlatform.*"];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "MassTransit", "KinesisPlatform.*",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointKey])) return;
        // .NET 10 leaves the tags of server spans to instrumentation packages unless it is told otherwise before the server starts.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var name = builder.Environment.ApplicationName;
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.SetResourceBuilder(ResourceOf(name)).AddOtlpExporter();
        });
        builder.Services.AddSingleton(services => Traces(name, services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton(services => Metrics(name, services.GetRequiredService<IConfiguration>()));
        // The first hosted service: it starts before, and stops after, all that it should see.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, TelemetryService>());
    }

    private static TracerProvider Traces(string name, IConfiguration configuration) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(ResourceOf(name))
            .AddSource(Sources)
            .AddProcessor(new CausedSpansOnly())
            .AddOtlpExporter()
            .Build();

    private static MeterProvider Metrics(string name, IConfiguration configuration) =>
        Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(ResourceOf(name))
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();

    // The detector comes last: OTEL_SERVICE_NAME is then the name.
    private static ResourceBuilder ResourceOf(string name) =>
        ResourceBuilder.CreateEmpty().AddService(name).AddTelemetrySdk().AddEnvironmentVariableDetector();
}

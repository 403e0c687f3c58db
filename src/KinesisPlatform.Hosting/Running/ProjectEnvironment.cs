using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>The environment variables that Aspire gives every project.</summary>
internal sealed class ProjectEnvironment(IDistributedApplicationBuilder builder)
{
    public const string OtlpGrpcEndpointKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttpEndpointKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    private const string DelayMilliseconds = "1000";

    /// <summary>What this process was told about itself and children must not take for theirs.</summary>
    public static IReadOnlyList<string> NotInherited { get; } =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE",
        "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", OtlpGrpcEndpointKey, OtlpHttpEndpointKey,
    ];

    public void AddForRun(EnvironmentCallbackContext context)
    {
        var variables = context.EnvironmentVariables;
        var environment = builder.Environment.EnvironmentName;
        variables["ASPNETCORE_ENVIRONMENT"] = environment;
        variables["DOTNET_ENVIRONMENT"] = environment;
        if (Urls(context.Resource) is { Length: > 0 } urls) variables["ASPNETCORE_URLS"] = urls;
        AddTelemetry(variables, context.Resource);
    }

    public static void AddForManifest(EnvironmentCallbackContext context)
    {
        var variables = context.EnvironmentVariables;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (!HttpEndpoints(context.Resource).Any()) return;
        variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        variables["HTTP_PORTS"] = string.Join(';', HttpEndpoints(context.Resource).Select(e => $"{{{context.Resource.Name}.bindings.{e.Name}.targetPort}}"));
    }

    private static string Urls(IResource resource) => string.Join(';', HttpEndpoints(resource).Select(e => e.Url));

    // An endpoint with a variable of its own tells the resource its port that way.
    private static IEnumerable<EndpointAnnotation> HttpEndpoints(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.TargetPortEnvironmentVariable is null);

    private void AddTelemetry(Dictionary<string, object> variables, IResource resource)
    {
        var (endpoint, protocol) = Collector();
        if (endpoint is null) return;
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid().ToString("N")[..8]}";
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol!;
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        if (!builder.Environment.IsDevelopment()) return;
        variables["OTEL_BSP_SCHEDULE_DELAY"] = DelayMilliseconds;
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = DelayMilliseconds;
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = DelayMilliseconds;
    }

    private (string? Endpoint, string? Protocol) Collector()
    {
        var dashboard = builder.Resources.OfType<ExecutableResource>().SingleOrDefault(r => r.Name == Dashboard.Name);
        if (dashboard is not null) return (new EndpointReference(dashboard, Dashboard.OtlpGrpcEndpoint).Url, "grpc");
        if (builder.Configuration[OtlpGrpcEndpointKey] is { Length: > 0 } grpc) return (grpc, "grpc");
        return builder.Configuration[OtlpHttpEndpointKey] is { Length: > 0 } http ? (http, "http/protobuf") : (null, null);
    }
}

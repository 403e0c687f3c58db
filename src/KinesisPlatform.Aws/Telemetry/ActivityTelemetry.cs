using System.Diagnostics;
using Amazon.Runtime.Telemetry;

namespace KinesisPlatform.Aws.Telemetry;

/// <summary>Makes each AWS call of a client a span of the current trace.</summary>
internal static class ActivityTelemetry
{
    public const string SourceName = "KinesisPlatform.Aws";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>One per client: the SDK's default provider is shared by the whole process.</summary>
    public static TelemetryProvider CreateProvider()
    {
        var provider = new DefaultTelemetryProvider();
        provider.RegisterTracerProvider(new ActivityTracerProvider());
        return provider;
    }
}

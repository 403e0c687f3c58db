using System.Reflection;
using KinesisPlatform.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.ServiceDefaults.Health;

/// <summary>
/// Writes <c>{"status":"Healthy","version":"0.1.0+3f75f6b","checks":[{"name":…,"status":…,"message":…}]}</c>; the version, and the checks, whose messages may name streams, for callers that may administer only.
/// </summary>
internal static class HealthReportWriter
{
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            version = MaySeeInside(context) ? Version : null,
            checks = report.Entries.Where(_ => MaySeeInside(context)).Select(entry => new
            {
                name = entry.Key,
                status = entry.Value.Status.ToString(),
                message = Message(entry.Value),
            }),
        }, context.RequestAborted);

    private static string? Version { get; } = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static bool MaySeeInside(HttpContext context) => context.Features.Get<StreamAccess>() is { MayAdminister: true };

    // The framework makes the message of an exception the description; only our own messages are known to hold no secrets.
    private static string? Message(HealthReportEntry entry) => entry.Exception switch
    {
        null => entry.Description,
        PlatformException platform => platform.Message,
        var other when entry.Description == other.Message => $"The check failed with {other.GetType().Name}.",
        _ => entry.Description,
    };
}

using KinesisPlatform.ServiceDefaults.Authentication;

namespace KinesisPlatform.Archiver.Status;

internal static class StatusEndpoints
{
    /// <summary><c>GET /streams</c>: how far each stream is archived.</summary>
    public static void MapStatus(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/streams", (StreamReporter reporter) => reporter.Statuses).RequireAuthorization(AccessPolicies.Administer);
}

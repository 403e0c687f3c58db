using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Supervision;

namespace KinesisPlatform.Archiver.Status;

internal static class StatusEndpoints
{
    /// <summary><c>GET /streams</c>: how far each stream is archived.</summary>
    public static void MapStatus(this IEndpointRouteBuilder routes) => routes.MapGet("/streams", (StreamSupervisor supervisor, MaintenanceService maintenance) =>
        supervisor.Statuses.Select(status => status with { Maintenance = maintenance.StatusOf(new(status.Stream)) }));
}

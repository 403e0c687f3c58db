using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Supervision;

namespace KinesisPlatform.Archiver.Status;

internal static class StatusEndpoints
{
    /// <summary><c>GET /streams</c> and <c>GET /streams/{name}</c>: how far each stream is archived.</summary>
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/streams", (StreamSupervisor supervisor) => supervisor.Statuses);
        routes.MapGet("/streams/{name}", (string name, StreamSupervisor supervisor) => Find(name, supervisor));
    }

    private static StreamStatus Find(string name, StreamSupervisor supervisor) =>
        (StreamName.IsValid(name) ? supervisor.StatusOf(new(name)) : null)
            ?? throw new PlatformException(FailureKind.NotFound, $"This archiver does not archive a stream '{name}'. GET /streams lists what it archives; Archiver:Streams selects it.");
}

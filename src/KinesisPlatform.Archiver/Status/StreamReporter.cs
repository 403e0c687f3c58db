using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Supervision;

namespace KinesisPlatform.Archiver.Status;

/// <summary>All that this archiver knows of a stream: its archiving, the upkeep of its table, its NDJSON files.</summary>
internal sealed class StreamReporter(StreamSupervisor supervisor, MaintenanceService maintenance, NdjsonService ndjson)
{
    public IEnumerable<StreamStatus> Statuses => supervisor.Statuses.Select(Complete);

    /// <returns>Null when this archiver does not archive the stream.</returns>
    public StreamStatus? StatusOf(StreamName stream) => supervisor.StatusOf(stream) is { } status ? Complete(status) : null;

    private StreamStatus Complete(StreamStatus status) => status with { Maintenance = maintenance.StatusOf(new(status.Stream)), Ndjson = ndjson.StatusOf(new(status.Stream)) };
}

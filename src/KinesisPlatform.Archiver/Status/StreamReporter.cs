using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Supervision;

namespace KinesisPlatform.Archiver.Status;

/// <summary>All that this archiver knows of a stream: its archiving, the upkeep of its table, its NDJSON files.</summary>
internal sealed class StreamReporter(StreamSupervisor supervisor, MaintenanceService maintenance, NdjsonService ndjson)
{
    public IEnumerable<StreamStatus> Statuses
    {
        get
        {
            var archived = supervisor.Statuses;
            var others = maintenance.Unattended.Select(stream => stream.Value).Except(archived.Select(status => status.Stream)).Select(stream => StreamStatus.Of(new(stream), "unattended"));
            return archived.Concat(others).OrderBy(status => status.Stream, StringComparer.Ordinal).Select(Complete);
        }
    }

    /// <returns>Null when this archiver neither archives the stream nor maintains its table.</returns>
    public StreamStatus? StatusOf(StreamName stream) => Statuses.FirstOrDefault(status => status.Stream == stream.Value);

    private StreamStatus Complete(StreamStatus status) => status with { Maintenance = maintenance.StatusOf(new(status.Stream)), Ndjson = ndjson.StatusOf(new(status.Stream)) };
}

using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>Looks at every version of a table in the moment it becomes visible, from outside of all processes, and says what is wrong with it.</summary>
internal sealed class TableChecker
{
    private readonly Scheduler _scheduler;
    private readonly TablePaths _paths;
    private readonly RecordLedger _ledger;
    private readonly CheckpointChecker _checkpoints;
    private readonly RejectionChecker _rejections;
    private readonly SnapshotFiles _files;
    private readonly TableBounds _bounds;
    private readonly Dictionary<long, ulong> _contentByVersion = [];
    private TablePointer? _pointer;
    private TableMetadata? _metadata;

    public TableChecker(SimulatedBucket bucket, Scheduler scheduler, TablePaths paths, RecordLedger ledger, CheckpointChecker checkpoints, RejectionChecker rejections, TableBounds bounds)
    {
        (_scheduler, _paths, _ledger, _checkpoints, _rejections, _bounds) = (scheduler, paths, ledger, checkpoints, rejections, bounds);
        _files = new(bucket, paths, Fail);
        bucket.Put += OnPut;
        bucket.Deleted += OnDeleted;
    }

    public long Version => _pointer?.Version ?? 0;

    public CheckpointMap? Checkpoints { get; private set; }

    /// <summary>A digest of the rows that a version holds, for readers to compare with; null for a version that never was.</summary>
    public ulong? ContentOf(long version) => _contentByVersion.TryGetValue(version, out var content) ? content : null;

    private void OnPut(SimulatedProcess sender, string key, ReadOnlyMemory<byte> content)
    {
        if (key != _paths.Pointer || _scheduler.Violation is not null) return;
        try
        {
            CheckVersion(sender, TablePointer.Parse(content.Span));
        }
        catch (Exception error) when (error is PlatformException or System.Text.Json.JsonException or InvalidDataException or FormatException)
        {
            Fail("every visible snapshot is consistent", $"Version {Version + 1}, written by {sender.Name}, cannot be read: {error.Message}");
        }
    }

    private void OnDeleted(SimulatedProcess sender, string key)
    {
        if (_metadata is null || !key.StartsWith(_paths.Location, StringComparison.Ordinal)) return;
        if (_files.References(_pointer!, _metadata).Contains(key)) Fail("nothing referenced is missing", $"{sender.Name} deleted {key}, which version {Version} refers to.");
    }

    private void CheckVersion(SimulatedProcess writer, TablePointer pointer)
    {
        if (pointer.Version != Version + 1) Fail("versions follow each other", $"Version {pointer.Version} follows {Version}.");
        var metadata = _files.ReadMetadata(pointer.MetadataFile);
        if (metadata is null) return;
        CheckHistory(metadata);
        var checkpoints = CheckpointProperty.Read(metadata.Properties);
        if (Checkpoints is null && checkpoints is not null) _checkpoints.ArchivingBegins();
        if (metadata.CurrentSnapshotId != _metadata?.CurrentSnapshotId) _ledger.Apply(_files.Read(metadata), checkpoints, Checkpoints);
        _checkpoints.Check(Checkpoints, checkpoints);
        _rejections.Advanced(writer, Checkpoints, checkpoints);
        _bounds.Check(metadata, _files, Fail);
        if (TableState.VersionOf(pointer.Version, "", metadata) is var version && version.RecordCount != _ledger.RowCount)
            Fail("every visible snapshot is consistent", $"Version {pointer.Version} says it has {version.RecordCount} records and has {_ledger.RowCount}.");
        (_pointer, _metadata, Checkpoints) = (pointer, metadata, checkpoints);
        _contentByVersion[pointer.Version] = _ledger.Content;
    }

    private void CheckHistory(TableMetadata metadata)
    {
        if (_metadata is null) return;
        if (metadata.LastUpdatedMs < _metadata.LastUpdatedMs) Fail("versions follow each other", "The table's time went back.");
        if (metadata.LastSequenceNumber < _metadata.LastSequenceNumber) Fail("versions follow each other", "The sequence number went back.");
        if (metadata.TableUuid != _metadata.TableUuid) Fail("versions follow each other", "The table is another one.");
        if (!metadata.MetadataLog.Any(entry => entry.MetadataFile.EndsWith($"/{_pointer!.MetadataFile}", StringComparison.Ordinal)))
            Fail("versions follow each other", $"Version {Version + 1} does not know {Version}.");
    }

    private void Fail(string invariant, string what) => _scheduler.Fail(invariant, what);
}

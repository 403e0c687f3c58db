using KinesisPlatform.Archive;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Tells the other services of a commit. A hint: whoever misses it finds the commit in the table.</summary>
internal interface ISnapshotAnnouncer
{
    Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken);
}

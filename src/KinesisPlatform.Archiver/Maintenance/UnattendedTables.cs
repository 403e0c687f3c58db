using KinesisPlatform.Archive;
using KinesisPlatform.Leases;

namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>
/// Tables into which nobody archives any more: their streams were deleted, or are selected no longer. Retention and sweeping go on for them, on the first of the archivers that are alive.
/// </summary>
internal sealed class UnattendedTables(IArchiveCatalog catalog, ILeases leases, ArchiverOptions options, TimeProvider time)
{
    private IReadOnlyList<StreamName> _listed = [];
    private DateTimeOffset? _nextLookAt;

    /// <summary>Lists the tables when it is time to, else none but memory is asked.</summary>
    /// <returns>None where another archiver sees to them.</returns>
    /// <exception cref="PlatformException">They could not be listed; soon tried again.</exception>
    public async Task<IReadOnlyList<StreamName>> FindAsync(CancellationToken cancellationToken)
    {
        if (!leases.Current.IsFirst)
        {
            (_listed, _nextLookAt) = ([], null);
            return [];
        }
        // An archiver that has just started may not know of the others yet, and streams are still to be shared out.
        _nextLookAt ??= time.GetUtcNow() + options.MaintenanceDelay;
        if (_nextLookAt <= time.GetUtcNow())
        {
            _nextLookAt = time.GetUtcNow() + options.DiscoveryInterval;
            _listed = await catalog.ListAsync(cancellationToken);
            _nextLookAt = time.GetUtcNow() + options.UnattendedLookInterval;
        }
        var attended = leases.Current.Holders.Keys.Select(resource => resource.Group).ToHashSet(StringComparer.Ordinal);
        return [.. _listed.Where(stream => !attended.Contains(stream.Value))];
    }
}

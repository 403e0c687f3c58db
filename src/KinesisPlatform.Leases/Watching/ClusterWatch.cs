using KinesisPlatform.Leases.Documents;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Leases.Watching;

/// <summary>
/// Looks at the other workers' documents for as few requests as it takes. Few workers: each document is read. Many: one LIST shows by the ETags who is alive, and by the lengths
/// whose claims have changed; only those are read.
/// </summary>
internal sealed class ClusterWatch(WorkerDocuments documents, LeaseOptions options, TimeProvider time, ILogger logger)
{
    // A document that was changed as often as its length can count is read this many listings later at the latest.
    private const int LooksUnreadMax = 60;

    private readonly SortedDictionary<string, WatchedWorker> _others = new(StringComparer.Ordinal);
    private int _looks;

    public IReadOnlyCollection<WatchedWorker> Others => _others.Values;

    public WatchedWorker? Find(string worker) => _others.GetValueOrDefault(worker);

    /// <summary>
    /// Not stopped, and not silent at three looks in a row. Looks are at most a heartbeat's interval apart, and so are a live worker's beats: a dead one is found within three intervals of its
    /// last beat. Clocks of two machines are never compared.
    /// </summary>
    public bool IsAlive(WatchedWorker other) => other.Document.State == WorkerState.Live && other.Silence < options.HeartbeatInterval * 1.5;

    /// <summary>The look of a heartbeat.</summary>
    /// <returns>Whether it saw all there is to see: a worker that is new shows in a listing only.</returns>
    public async Task<bool> LookAsync(string self, CancellationToken cancellationToken)
    {
        var isListing = _others.Count > options.ReadsMax || _looks % options.ListEvery == 0;
        _looks++;
        if (isListing) await ListAsync(self, cancellationToken);
        else foreach (var other in _others.Keys.ToList()) await ReadAsync(other, cancellationToken);
        return isListing && !_others.Values.Any(other => other.IsStale);
    }

    /// <summary>Finds every worker there is, and reads whatever has changed since it was last read: what a decision must rest on.</summary>
    public async Task RefreshAsync(string self, CancellationToken cancellationToken)
    {
        await ListAsync(self, cancellationToken);
        foreach (var other in _others.Values.Where(other => other.IsStale).ToList()) await ReadAsync(other.Worker, cancellationToken);
    }

    /// <returns>Null when the worker's document is gone, or cannot be decoded.</returns>
    public async Task<StoredDocument?> ReadAsync(string worker, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await documents.ReadAsync(worker, cancellationToken);
            if (stored is null) _others.Remove(worker);
            else SetRead(worker, stored);
            return stored;
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Data)
        {
            Log.UnknownDocument(logger, error.Message);
            _others.Remove(worker);
            return null;
        }
    }

    /// <summary>Its document was read, or written by this worker.</summary>
    public void SetRead(string worker, StoredDocument stored)
    {
        if (_others.TryGetValue(worker, out var known)) known.SetRead(stored, time, options.HeartbeatInterval);
        else _others.Add(worker, new(worker, stored, time.GetTimestamp()));
    }

    private async Task ListAsync(string self, CancellationToken cancellationToken)
    {
        var listed = (await documents.ListAsync(cancellationToken)).Where(found => found.Worker != self).ToList();
        foreach (var gone in _others.Keys.Except(listed.Select(found => found.Worker)).ToList()) _others.Remove(gone);
        foreach (var found in listed)
        {
            if (_others.TryGetValue(found.Worker, out var known) && known.LengthBytes == found.LengthBytes && known.LooksUnread < LooksUnreadMax) known.SetListed(found.ETag, time, options.HeartbeatInterval);
            else await ReadAsync(found.Worker, cancellationToken);
        }
    }
}

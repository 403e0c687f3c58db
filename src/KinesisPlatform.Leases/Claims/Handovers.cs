using System.Collections.Immutable;
using KinesisPlatform.Leases.Documents;
using KinesisPlatform.Leases.Watching;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Leases.Claims;

/// <summary>
/// Takes out of other workers' documents what this worker's claims beat, and waits until a live one has noticed: what it still works on is not started here.
/// Repeated at every round until the documents agree, so that a round that breaks off loses nothing.
/// </summary>
internal sealed class Handovers(WorkerDocuments documents, ClusterWatch watch, KnownResources known, ILogger logger)
{
    private const int AttemptsMax = 4;

    private readonly SortedDictionary<LeaseResource, Awaited> _awaited = [];

    /// <summary>Held by claim, but still worked on by the worker it was taken from.</summary>
    public IReadOnlyCollection<LeaseResource> Awaiting => _awaited.Keys;

    /// <summary>To be called before the claim is written: from then on the resource counts as this worker's.</summary>
    public void Await(IReadOnlyDictionary<LeaseResource, string> fromLive)
    {
        foreach (var (resource, victim) in fromLive)
            if (watch.Find(victim) is { } other) _awaited[resource] = new(victim, other.Document.Instance, other.Document.Beat);
    }

    public async Task FenceAsync(string self, ImmutableSortedDictionary<LeaseResource, long> held, CancellationToken cancellationToken)
    {
        foreach (var other in watch.Others.ToList())
        {
            var beaten = ClaimTable.Beaten(self, held, other.Worker, other.Document).ToList();
            if (!watch.IsAlive(other)) await ClearAsync(other, [.. beaten, .. other.Document.Held.Keys.Where(known.IsEnded)], cancellationToken);
            else if (beaten.Count > 0) await FenceLiveAsync(self, held, other.Worker, cancellationToken);
        }
    }

    /// <summary>Reads again the documents of those that are waited for.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var victim in _awaited.Values.Select(awaited => awaited.Victim).Distinct().ToList()) await watch.ReadAsync(victim, cancellationToken);
    }

    /// <summary>Ends the waits whose worker has written its document without the resource, or is gone.</summary>
    public void Settle(ImmutableSortedDictionary<LeaseResource, long> held)
    {
        foreach (var (resource, awaited) in _awaited.ToList())
            if (!held.ContainsKey(resource) || IsOver(resource, awaited)) _awaited.Remove(resource);
    }

    /// <summary>A worker that is gone: what it held is free for all, which it finds out should it come back.</summary>
    public async Task FenceDeadAsync(WatchedWorker dead, CancellationToken cancellationToken)
    {
        if (dead.Document.State == WorkerState.Live) await WriteGoneAsync(dead, [], cancellationToken);
    }

    // What is left in the end is what nobody has taken yet: otherwise nobody could tell that from what is finished for ever.
    private async Task ClearAsync(WatchedWorker gone, List<LeaseResource> settled, CancellationToken cancellationToken)
    {
        if (settled.Count > 0) await WriteGoneAsync(gone, settled, cancellationToken);
    }

    private async Task WriteGoneAsync(WatchedWorker gone, IEnumerable<LeaseResource> settled, CancellationToken cancellationToken)
    {
        if (gone.IsStale) await watch.ReadAsync(gone.Worker, cancellationToken);
        if (watch.IsAlive(gone)) return;
        var next = gone.Document.With(gone.Document.State == WorkerState.Live ? WorkerState.Fenced : gone.Document.State, gone.Document.Held.RemoveRange(settled));
        // Somebody else may have written it, or it has come back: the next look shows it.
        if (await documents.WriteAsync(gone.Worker, next, gone.ETag, cancellationToken) is not { } written) return;
        if (gone.Document.State == WorkerState.Live) Log.Fenced(logger, gone.Worker, gone.Silence.TotalSeconds);
        watch.SetRead(gone.Worker, written);
    }

    private async Task FenceLiveAsync(string self, ImmutableSortedDictionary<LeaseResource, long> held, string victim, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await watch.ReadAsync(victim, cancellationToken) is not { Document: { State: WorkerState.Live } document } found) return;
            var beaten = ClaimTable.Beaten(self, held, victim, document).ToList();
            if (beaten.Count == 0) return;
            foreach (var resource in beaten) _awaited[resource] = new(victim, document.Instance, document.Beat);
            if (await documents.WriteAsync(victim, document.With(document.State, document.Held.RemoveRange(beaten)), found.ETag, cancellationToken) is not { } written) continue;
            watch.SetRead(victim, written);
            return;
        }
    }

    private bool IsOver(LeaseResource resource, Awaited awaited) =>
        watch.Find(awaited.Victim) is not { } victim || !watch.IsAlive(victim) || victim.Document.Instance != awaited.Instance
        || (victim.Document.Beat > awaited.Beat && !victim.Document.Held.ContainsKey(resource));

    private sealed record Awaited(string Victim, string Instance, long Beat);
}

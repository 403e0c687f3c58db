using System.Collections.Immutable;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Documents;

/// <summary>This worker's own document: the only one it writes as a matter of course. Whatever others took out of it is lost to this worker.</summary>
/// <param name="name">The worker's id, unless another run turns out to use it as well.</param>
internal sealed class OwnDocument(WorkerDocuments documents, string name, ImmutableSortedSet<string> serves, Func<Guid> newId)
{
    // Others write it only to take something out: that many times between two attempts they cannot.
    private const int AttemptsMax = 8;

    private static readonly ImmutableSortedDictionary<LeaseResource, long> Nothing = ImmutableSortedDictionary<LeaseResource, long>.Empty;

    private WorkerDocument _written = new("", 0, WorkerState.Live, serves, Nothing);
    private ETag? _etag;

    public string Worker { get; private set; } = name;

    public bool IsJoined => _written.Instance.Length > 0;

    /// <summary>Makes this worker known. A document that an earlier run of the same name left is taken over at once, with what that run held.</summary>
    /// <returns>What this worker holds.</returns>
    public async Task<ImmutableSortedDictionary<LeaseResource, long>> JoinAsync(CancellationToken cancellationToken)
    {
        var instance = $"{newId():N}";
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var found = await documents.ReadAsync(Worker, cancellationToken);
            var held = found is { Document.State: not WorkerState.Fenced } ? found.Document.Held : Nothing;
            var next = new WorkerDocument(instance, (found?.Document.Beat ?? 0) + 1, WorkerState.Live, serves, held) { ChangeCount = (found?.Document.ChangeCount ?? 0) + 1 };
            if (await documents.WriteAsync(Worker, next, found?.ETag, cancellationToken) is not { } stored) continue;
            (_written, _etag) = (next, stored.ETag);
            return held;
        }
        throw Contended();
    }

    /// <summary>Writes what this worker holds, with its next heartbeat.</summary>
    /// <returns>What is left of it: without what others took meanwhile.</returns>
    /// <exception cref="PlatformException">Unavailable: whether it was written is unknown; the next call finds out.</exception>
    public async Task<ImmutableSortedDictionary<LeaseResource, long>> WriteAsync(WorkerState state, ImmutableSortedDictionary<LeaseResource, long> held, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var next = _written.With(state, held) with { Beat = _written.Beat + 1 };
            if (await documents.WriteAsync(Worker, next, _etag, cancellationToken) is { } stored)
            {
                (_written, _etag) = (next, stored.ETag);
                return held;
            }
            held = await RecoverAsync(held, cancellationToken);
        }
        throw Contended();
    }

    private async Task<ImmutableSortedDictionary<LeaseResource, long>> RecoverAsync(ImmutableSortedDictionary<LeaseResource, long> held, CancellationToken cancellationToken)
    {
        var found = await documents.ReadAsync(Worker, cancellationToken);
        if (found is null)
        {
            // Deleted as a dead worker's: somebody else has all of it.
            (_written, _etag) = (_written with { Held = Nothing }, null);
            return Nothing;
        }
        if (found.Document.Instance != _written.Instance) return StepAside();
        // Also the way back from a write of our own whose response was lost.
        var taken = _written.Held.Keys.Where(resource => !found.Document.Held.ContainsKey(resource));
        (_written, _etag) = (found.Document, found.ETag);
        return found.Document.State == WorkerState.Fenced ? Nothing : held.RemoveRange(taken);
    }

    // Another process runs under the same name and has taken the document over. Going on with it would be a fight.
    private ImmutableSortedDictionary<LeaseResource, long> StepAside()
    {
        Worker = $"{Worker.Split('~')[0]}~{newId():N}"[..^24];
        (_written, _etag) = (new($"{newId():N}", 0, WorkerState.Live, serves, Nothing), null);
        return Nothing;
    }

    private PlatformException Contended() =>
        new(FailureKind.Conflict, $"The document of worker '{Worker}' was changed by others each time it was to be written: trying again. If this goes on, several processes share the name: set {LeaseOptions.SectionName}:Worker.");
}

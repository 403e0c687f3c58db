using System.Collections.Immutable;

namespace KinesisPlatform.Leases.Documents;

/// <summary>One worker's heartbeat and claims.</summary>
/// <param name="Instance">This run of the worker: another run under the same name has another.</param>
/// <param name="Beat">Raised by the worker, and by nobody else, whenever it writes.</param>
/// <param name="Serves">Names of the groups it can work on, or patterns in which <c>*</c> stands for any characters.</param>
/// <param name="Held">Each resource with the epoch of its claim. Of two claims the one with the higher epoch holds; of equal ones that of the smaller worker id.</param>
internal sealed record WorkerDocument(string Instance, long Beat, WorkerState State, ImmutableSortedSet<string> Serves, ImmutableSortedDictionary<LeaseResource, long> Held)
{
    /// <summary>Raised by whoever changes anything but the beat: a listing shows it by the document's length.</summary>
    public long ChangeCount { get; init; }

    public WorkerDocument With(WorkerState state, ImmutableSortedDictionary<LeaseResource, long> held) => state == State && (ReferenceEquals(held, Held) || held.SequenceEqual(Held))
        ? this
        : this with { State = state, Held = held, ChangeCount = ChangeCount + 1 };
}

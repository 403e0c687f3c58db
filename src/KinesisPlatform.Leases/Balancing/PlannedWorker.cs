using System.Collections.Immutable;

namespace KinesisPlatform.Leases.Balancing;

/// <param name="Serves">The groups it can work on; null for all.</param>
internal sealed record PlannedWorker(string Worker, ImmutableSortedSet<string>? Serves)
{
    public bool CanServe(string group) => Serves?.Contains(group) ?? true;
}

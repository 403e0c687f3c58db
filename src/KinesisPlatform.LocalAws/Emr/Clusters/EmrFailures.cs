using System.Collections.Concurrent;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>What the next clusters to start will fail by, one each.</summary>
internal sealed class EmrFailures
{
    public const int CountMax = 1000;

    private readonly ConcurrentQueue<EmrFailure> _next = new();

    public IReadOnlyCollection<EmrFailure> All => _next;

    /// <returns>False: there are <see cref="CountMax"/> already.</returns>
    public bool TryAdd(EmrFailure failure)
    {
        if (_next.Count >= CountMax) return false;
        _next.Enqueue(failure);
        return true;
    }

    public EmrFailure? Take() => _next.TryDequeue(out var failure) ? failure : null;

    public void Clear() => _next.Clear();
}

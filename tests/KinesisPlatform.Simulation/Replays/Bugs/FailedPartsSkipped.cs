using System.Text.Json;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Takes a part that failed for one that is over: a resumption runs the others.</summary>
internal sealed class FailedPartsSkipped : ReplayBug
{
    public override string Name => "replay-skips-failed-parts";

    public override IObjectStore Wrap(IObjectStore store) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (key.Contains("_replays/", StringComparison.Ordinal) && JsonSerializer.Deserialize(content.Span, ReplayJson.Readable.ReplayJob) is { State: ReplayState.Running, Failures: { Count: > 0 } failures } job)
                content = JsonSerializer.SerializeToUtf8Bytes(job with { PartsDone = [.. job.PartsDone.Union(failures.Select(failure => failure.Part).OfType<int>()).Order()] }, ReplayJson.Readable.ReplayJob);
            return Inner.PutAsync(key, content, condition, cancellationToken);
        }
    }
}

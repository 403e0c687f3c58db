using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Lets a replay's pin go when it fails, as if that were its end: who resumes it finds nothing to read.</summary>
internal sealed class FailedUnpinned : ReplayBug
{
    private IArchiveCatalog? _catalog;

    public override string Name => "replay-unpins-failed";

    public override IArchiveCatalog Wrap(IArchiveCatalog catalog) => _catalog = catalog;

    public override IObjectStore Wrap(IObjectStore store) => new Store(store, _catalog!);

    private sealed class Store(IObjectStore inner, IArchiveCatalog catalog) : StoreDecorator(inner)
    {
        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            var written = await Inner.PutAsync(key, content, condition, cancellationToken);
            if (written is null || !key.Contains("_replays/", StringComparison.Ordinal) || JsonSerializer.Deserialize(content.Span, ReplayJson.Readable.ReplayJob) is not { State: ReplayState.Failed } job) return written;
            var table = await catalog.OpenAsync(new(job.Spec.Source), cancellationToken);
            await table!.UnpinAsync(ReplayPlan.TagOf(job.Id), cancellationToken);
            return written;
        }
    }
}

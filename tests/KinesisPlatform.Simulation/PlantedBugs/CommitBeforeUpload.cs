using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Commit before the upload finishes: the upload of a data file goes on while its manifest is written.</summary>
internal sealed class CommitBeforeUpload : PlantedBug
{
    public override string Name => "commit-before-upload-finishes";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
        {
            _ = ForgetAsync(base.PutFileAsync(key, path, cancellationToken));
            return Task.FromResult(new ETag("\"of an upload that has begun\""));
        }

        private static async Task ForgetAsync(Task upload)
        {
            try { await upload; }
            catch (PlatformException) { }
        }
    }
}

using System.Text;
using KinesisPlatform.Archive.Tables;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>
/// Treat a lost response as a lost commit: a writer that got no answer does not find its own commit in the history. The pointer and its metadata file are shown to it under
/// another name, so that it takes them for another writer's.
/// </summary>
internal sealed class LostResponseTakenForLostCommit : PlantedBug
{
    private const string Alias = "of-another-writer-";

    public override string Name => "lost-response-is-lost-commit";

    public override IObjectStore Wrap(IObjectStore store, SimulatedProcess process, SimulatedBucket bucket) => process.Name.StartsWith("archiver", StringComparison.Ordinal) ? new Store(store) : store;

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly HashSet<string> _unanswered = [];

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            ETag? etag = null;
            if (IsMetadata(key)) content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content.Span).Replace(Alias, "", StringComparison.Ordinal));
            try
            {
                return etag = await base.PutAsync(key, content, condition, cancellationToken);
            }
            finally
            {
                if (IsPointer(key) && etag is null) _unanswered.Add(TablePointer.Parse(content.Span).MetadataFile);
            }
        }

        public override async Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        {
            var stored = await base.GetAsync(key.Replace(Alias, "", StringComparison.Ordinal), range, cancellationToken);
            if (stored is null || !IsPointer(key) && !IsMetadata(key)) return stored;
            var text = Encoding.UTF8.GetString(stored.Content.Span);
            foreach (var file in _unanswered) text = text.Replace(file, Alias + file, StringComparison.Ordinal);
            return stored with { Content = Encoding.UTF8.GetBytes(text) };
        }
    }
}

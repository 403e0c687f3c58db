using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Writes dead letters behind the checkpoint that passes them: a crash between loses them.</summary>
internal sealed class LettersBehindCheckpoint : ReplayBug
{
    public override string Name => "replay-late-letters";

    public override IObjectStore Wrap(IObjectStore store) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly Dictionary<string, byte[]> _held = [];

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (key.Contains("_replay-dead-letters/", StringComparison.Ordinal))
            {
                _held[key] = content.ToArray();
                return new ETag("\"held\"");
            }
            var written = await Inner.PutAsync(key, content, condition, cancellationToken);
            if (!key.Contains("_replay-parts/", StringComparison.Ordinal)) return written;
            foreach (var (letters, held) in _held.ToList())
            {
                await Inner.PutAsync(letters, held, new PutCondition.None(), cancellationToken);
                _held.Remove(letters);
            }
            return written;
        }
    }
}

using System.Text;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Gathers dead letters and writes them with the checkpoint after the one that passes them, or with a part's last: a crash between loses them.</summary>
internal sealed class LettersBehindCheckpoint : ReplayBug
{
    public override string Name => "replay-late-letters";

    public override IObjectStore Wrap(IObjectStore store) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly Dictionary<string, byte[]> _passed = [], _new = [];

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (key.Contains("_replay-dead-letters/", StringComparison.Ordinal))
            {
                _new[key] = content.ToArray();
                return new ETag("\"gathered\"");
            }
            var written = await Inner.PutAsync(key, content, condition, cancellationToken);
            if (!key.Contains("_replay-parts/", StringComparison.Ordinal)) return written;
            if (Encoding.UTF8.GetString(content.Span).Contains("\"isDone\":true", StringComparison.Ordinal)) Pass();
            foreach (var (letters, gathered) in _passed.ToList())
            {
                await Inner.PutAsync(letters, gathered, new PutCondition.None(), cancellationToken);
                _passed.Remove(letters);
            }
            Pass();
            return written;
        }

        private void Pass()
        {
            foreach (var (letters, gathered) in _new) _passed[letters] = gathered;
            _new.Clear();
        }
    }
}

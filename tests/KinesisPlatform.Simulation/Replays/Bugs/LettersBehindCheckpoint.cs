using System.Text;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Gathers dead letters in memory and writes them at a part's end, behind the checkpoints that pass them: a crash between loses them.</summary>
internal sealed class LettersBehindCheckpoint : ReplayBug
{
    public override string Name => "replay-late-letters";

    public override IObjectStore Wrap(IObjectStore store) => new Store(store);

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly Dictionary<string, byte[]> _gathered = [];

        public override async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (key.Contains("_replay-dead-letters/", StringComparison.Ordinal))
            {
                _gathered[key] = content.ToArray();
                return new ETag("\"gathered\"");
            }
            var written = await Inner.PutAsync(key, content, condition, cancellationToken);
            if (!key.Contains("_replay-parts/", StringComparison.Ordinal) || !Encoding.UTF8.GetString(content.Span).Contains("\"isDone\":true", StringComparison.Ordinal)) return written;
            foreach (var (letters, gathered) in _gathered.ToList())
            {
                await Inner.PutAsync(letters, gathered, new PutCondition.None(), cancellationToken);
                _gathered.Remove(letters);
            }
            return written;
        }
    }
}

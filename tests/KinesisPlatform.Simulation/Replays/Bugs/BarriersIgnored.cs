using System.Text;
using System.Text.RegularExpressions;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.PlantedBugs;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Plans no barriers: a child shard's records may overtake its parent's.</summary>
internal sealed partial class BarriersIgnored : ReplayBug
{
    public override string Name => "replay-no-barriers";

    public override IObjectStore Wrap(IObjectStore store) => new Store(store);

    [GeneratedRegex("""("after": ?)\[[0-9,\s]*\]""")]
    private static partial Regex After();

    private sealed class Store(IObjectStore inner) : StoreDecorator(inner)
    {
        public override Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) => Inner.PutAsync(
            key, key.Contains("_replay-plans/", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(After().Replace(Encoding.UTF8.GetString(content.Span), "$1[]")) : content, condition, cancellationToken);
    }
}

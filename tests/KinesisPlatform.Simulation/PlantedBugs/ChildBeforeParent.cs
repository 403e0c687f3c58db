using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.PlantedBugs;

/// <summary>Start a child before its parent: nobody knows whose child a shard is.</summary>
internal sealed class ChildBeforeParent : PlantedBug
{
    public override string Name => "child-before-parent";

    public override IStreamDirectory Wrap(IStreamDirectory directory) => new Directory(directory);

    private sealed class Directory(IStreamDirectory inner) : IStreamDirectory
    {
        public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) =>
            await inner.DescribeAsync(stream, cancellationToken) is { } description ? description with { Shards = [.. description.Shards.Select(shard => shard with { Parents = [] })] } : null;

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => inner.EnsureAsync(stream, shardCount, cancellationToken);
    }
}

using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Replays what is archived at the moment: what arrived before the request and is still in a buffer is left out. To these coordinators no stream has shards to wait for.</summary>
internal sealed class ArchiveNotAwaited : ReplayBug
{
    public override string Name => "replay-not-fresh";

    public override IStreamDirectory Wrap(IStreamDirectory directory) => new Directory(directory);

    private sealed class Directory(IStreamDirectory inner) : IStreamDirectory
    {
        public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) =>
            stream.Value == "orders" ? null : await inner.DescribeAsync(stream, cancellationToken);

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => inner.EnsureAsync(stream, shardCount, cancellationToken);
    }
}

using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>A part that resumes knows where it was, and not where it ends.</summary>
internal sealed class BoundsForgottenOnResumption : ReplayBug
{
    public override string Name => "replay-forgets-bounds";

    public override IArchiveScanner Wrap(IArchiveScanner scanner) => new Scanner(scanner);

    private sealed class Scanner(IArchiveScanner inner) : ScannerDecorator(inner)
    {
        public override IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, CancellationToken cancellationToken) =>
            Inner.ScanAsync(scan.After is null ? scan : scan with { To = null }, cancellationToken);
    }
}

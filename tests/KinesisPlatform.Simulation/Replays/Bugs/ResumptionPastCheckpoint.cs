using System.Runtime.CompilerServices;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Resumes one record past its checkpoint: as if what was under way when a worker died had been acknowledged.</summary>
internal sealed class ResumptionPastCheckpoint : ReplayBug
{
    public override string Name => "replay-skips-on-resume";

    public override IArchiveScanner Wrap(IArchiveScanner scanner) => new Scanner(scanner);

    private sealed class Scanner(IArchiveScanner inner) : ScannerDecorator(inner)
    {
        public override async IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var isFirst = scan.After is not null;
            await foreach (var batch in Inner.ScanAsync(scan, cancellationToken))
            {
                yield return isFirst ? [.. batch.Skip(1)] : batch;
                isFirst = false;
            }
        }
    }
}

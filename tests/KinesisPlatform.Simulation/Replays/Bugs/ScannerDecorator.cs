using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Hands on what a bug leaves alone.</summary>
internal abstract class ScannerDecorator(IArchiveScanner inner) : IArchiveScanner
{
    protected IArchiveScanner Inner => inner;

    public abstract IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, CancellationToken cancellationToken);

    public Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken) => inner.EstimateAsync(scan, filesMax, cancellationToken);

    public Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken) => inner.ValidateWhereAsync(stream, where, cancellationToken);

    public Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken) => inner.ValidateExpressionAsync(stream, expression, cancellationToken);
}

using KinesisPlatform.Archive;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Checks a request against what there is; each check runs whatever the others find.</summary>
internal sealed class ReplayValidator(IArchiveCatalog catalog, IStreamDirectory streams, IArchiveScanner scanner)
{
    /// <exception cref="PlatformException">Unavailable: a check could not be made.</exception>
    public async Task ValidateAsync(ReplaySpec spec, RequestErrors errors, CancellationToken cancellationToken)
    {
        if (spec.Source.Length > 0 && await catalog.OpenAsync(new(spec.Source), cancellationToken) is null)
            errors.Add("source", $"Stream '{spec.Source}' has no archive. Check the name, or let the archiver read the stream (Archiver:Streams) and try again once it has committed.");
        if (spec.Target.Length > 0 && await streams.DescribeAsync(new(spec.Target), cancellationToken) is null)
            errors.Add("target", $"There is no stream '{spec.Target}'. Create it first.");
        if (spec.Where is { } where) await ValidateWhereAsync(spec.Source.Length > 0 ? spec.Source : "source", where, errors, cancellationToken);
    }

    // The columns are the same in every archive, so that a condition can be checked even where the source is wrong.
    private async Task ValidateWhereAsync(string source, string where, RequestErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            await scanner.ValidateWhereAsync(new(source), where, cancellationToken);
        }
        catch (PlatformException e) when (e.Kind is FailureKind.Invalid or FailureKind.NotFound)
        {
            errors.Add("where", e.Message);
        }
    }
}

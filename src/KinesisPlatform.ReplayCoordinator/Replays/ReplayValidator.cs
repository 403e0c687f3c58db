using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Checks a request against what there is; each check runs whatever the others find.</summary>
internal sealed class ReplayValidator(IArchiveCatalog catalog, IStreamDirectory streams, IArchiveScanner scanner)
{
    private const string NoStream = "_";

    /// <exception cref="PlatformException">Unavailable: a check could not be made.</exception>
    public async Task ValidateAsync(ReplaySpec spec, StreamAccess access, RequestErrors errors, CancellationToken cancellationToken)
    {
        if (spec.Source.Length > 0 && (!access.MayRead(new(spec.Source)) || await catalog.OpenAsync(new(spec.Source), cancellationToken) is null))
            errors.Add("source", $"Stream '{spec.Source}' has no archive. Check the name, or let the archiver read the stream (Archiver:Streams) and try again once it has committed.");
        else if (spec.Source.Length > 0 && access.RuleFor(new(spec.Source)).IsMasked)
            errors.Add("source", $"Your key sees columns of '{spec.Source}' masked: what is masked cannot be replayed as it was.");
        if (spec.Target.Length > 0 && (!access.MayReplayTo(new(spec.Target)) || await streams.DescribeAsync(new(spec.Target), cancellationToken) is null))
            errors.Add("target", $"There is no stream '{spec.Target}'. Create it first.");
        // The columns are the same in every archive, so that SQL can be checked even where the source is wrong. But for the typed fields: those of a stream that the caller may not read
        // would tell that there is one, and what is in it.
        var source = new StreamName(spec.Source.Length > 0 && access.MayRead(new(spec.Source)) ? spec.Source : NoStream);
        if (spec.Where is { } where) await CheckAsync("where", () => scanner.ValidateWhereAsync(source, where, cancellationToken), errors);
        if (spec.Compact?.Key is { } key) await CheckAsync("compact.key", () => scanner.ValidateExpressionAsync(source, key, cancellationToken), errors);
        if (spec.PartitionKey is { } partitionKey) await CheckAsync("partitionKey.expression", () => scanner.ValidateExpressionAsync(source, partitionKey.Expression, cancellationToken), errors);
    }

    private static async Task CheckAsync(string member, Func<Task> check, RequestErrors errors)
    {
        try
        {
            await check();
        }
        catch (PlatformException e) when (e.Kind is FailureKind.Invalid or FailureKind.NotFound)
        {
            errors.Add(member, e.Message);
        }
    }
}

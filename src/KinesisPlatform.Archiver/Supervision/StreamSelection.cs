using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Which streams the options mean right now.</summary>
internal sealed class StreamSelection(ArchiverOptions options, IStreamDirectory directory)
{
    /// <param name="archived">Streams that are being archived: a named one among them exists, or its archiver finds out, so it is not asked for.</param>
    public async Task<SelectedStreams> FindAsync(IReadOnlySet<StreamName> archived, CancellationToken cancellationToken)
    {
        var listed = options.Streams.Any(StreamPattern.IsOpen) ? (await directory.ListAsync(cancellationToken)).ToHashSet() : null;
        var found = (listed ?? []).Where(stream => options.Streams.Any(pattern => StreamPattern.Matches(pattern, stream))).ToHashSet();
        var missing = new List<StreamName>();
        foreach (var stream in options.Streams.Where(name => !StreamPattern.IsOpen(name)).Select(name => new StreamName(name)).Distinct().Except(found).ToList())
        {
            // Whoever names every stream need not be allowed to list them.
            if (listed is null && (archived.Contains(stream) || await directory.DescribeAsync(stream, cancellationToken) is not null)) found.Add(stream);
            else missing.Add(stream);
        }
        return new([.. found.OrderBy(stream => stream.Value, StringComparer.Ordinal)], missing);
    }
}

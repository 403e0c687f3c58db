using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver;

/// <summary>Which streams the options mean right now.</summary>
internal sealed class StreamSelection(ArchiverOptions options, IStreamDirectory directory)
{
    public const string All = "*";

    public async Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) =>
        options.Streams.Contains(All)
            ? await directory.ListAsync(cancellationToken)
            : [.. options.Streams.Distinct().Select(name => new StreamName(name))];
}

using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>The catalogs that Trino has, kept for a minute.</summary>
internal sealed class TrinoCatalogs(TrinoRuns runs, IOptions<EnginesOptions> options, TimeProvider time) : IDisposable
{
    private const string Query = "SELECT catalog_name, current_catalog FROM system.metadata.catalogs";

    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    private readonly TrinoOptions _options = options.Value.Trino;
    private readonly SemaphoreSlim _turn = new(1);
    private (long At, IReadOnlySet<string> Names)? _known;

    /// <summary>In lower case.</summary>
    /// <exception cref="PlatformException">Unavailable: also where sessions have a catalog of their own, which cannot be taken from them.</exception>
    public async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_known is { } known && time.GetElapsedTime(known.At) < FreshFor) return known.Names;
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in await ReadAsync(cancellationToken))
            {
                if (row is not [string name, null])
                    throw new PlatformException(FailureKind.Unavailable, "Trino has sql.default-catalog configured: with it every session reads tables that a query does not name in full, and what API keys may read cannot be kept apart. Take it out of Trino's configuration.");
                names.Add(name.ToLowerInvariant());
            }
            if (!names.Contains(_options.Catalog))
                throw new PlatformException(FailureKind.Unavailable, $"Trino has no catalog '{_options.Catalog}'. Set {EnginesOptions.SectionName}:Trino:Catalog to its catalog over this service's Iceberg REST catalog.");
            _known = (time.GetTimestamp(), names);
            return names;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyList<object?[]>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runs.ReadAsync(Query, [], isExplained: false, new(null, null, "", "catalogs"), cancellationToken);
        }
        catch (TrinoFailedException failure)
        {
            throw new PlatformException(FailureKind.Unavailable, $"Trino does not tell its catalogs, without which no API key's query is sent: {failure.Message}. Let its user '{_options.User}' read system.metadata.catalogs.", failure);
        }
    }

    public void Dispose() => _turn.Dispose();
}

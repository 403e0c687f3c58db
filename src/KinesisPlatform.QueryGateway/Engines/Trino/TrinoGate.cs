using KinesisPlatform.Access;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Queries;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// Decides what may be sent to Trino. A caller with an API key is confined: the session has no catalog and no schema, the statement may name no catalog, and the streams that it names are defined in
/// front of it. So there is no name in it by which Trino could find anything else, whatever the statement is made of. What Trino's planner then says it reads is checked besides.
/// </summary>
internal sealed class TrinoGate(TrinoCatalogs catalogs, IStreamTables streams, IOptions<EnginesOptions> options)
{
    private readonly TrinoOptions _options = options.Value.Trino;

    /// <exception cref="PlatformException">Invalid: not allowed, or no statement that reads.</exception>
    public async Task<TrinoQuery> CheckAsync(ExternalQuery query, CancellationToken cancellationToken)
    {
        var (request, access) = (query.Request, query.Request.Access);
        var statement = TrinoStatement.Read(request.Sql);
        var parameters = request.Parameters.Select(TrinoLiterals.Of).ToList();
        // No plan lists what table functions read, which are told their tables by texts. Confined, a statement has none: definitions need names alone.
        var texts = access.IsUnrestricted ? statement.Texts.Concat(request.Parameters.OfType<string>().Select(text => text.ToLowerInvariant())) : [];
        var names = statement.Names.Concat(texts).ToHashSet(StringComparer.Ordinal);
        // One that was made a moment ago and is not known yet would be left out of what is said to be fresh.
        var known = request.IsFresh ? await streams.ListAllByNowAsync(cancellationToken) : await streams.ListAsync(cancellationToken);
        var named = known.GroupBy(stream => stream.Value.ToLowerInvariant(), StringComparer.Ordinal).Where(group => names.Contains(group.Key)).ToList();
        if (access.IsUnrestricted)
        {
            var session = new TrinoSession(_options.Catalog, _options.Schema, access.KeyId, query.Id.ToString());
            return new(statement, new(statement.Sql, ""), session, parameters, [.. named.SelectMany(group => group)], new HashSet<string>(), IsConfined: false);
        }

        if (!statement.IsQuery) throw new PlatformException(FailureKind.Invalid, "With an API key only queries are sent to Trino, which begin with SELECT, WITH, VALUES or TABLE: other statements tell of more than the key may know. GET /streams lists streams, and the service's own engine describes them.");
        statement.CheckNoCatalogIsNamed(await catalogs.ListAsync(cancellationToken));
        // Trino's names have no case: one that may mean a stream that is not to be read means none.
        var whole = named.Where(group => group.All(stream => IsWhole(access, stream))).ToList();
        var partial = named.Except(whole).Where(group => group.Any(access.MayRead)).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var definitions = whole.Select(group => $"{Quoted(group.Key)} AS (SELECT * FROM {Quoted(_options.Catalog)}.{Quoted(_options.Schema)}.{Quoted(group.Key)})").ToList();
        return new(statement, statement.Define(definitions), new(null, null, access.KeyId, query.Id.ToString()), parameters, [.. whole.SelectMany(group => group)], partial, IsConfined: true);
    }

    /// <summary>Checks a confined query by what Trino's planner says it reads and writes.</summary>
    /// <exception cref="PlatformException">Invalid: anything else than the streams that were allowed.</exception>
    public void Check(TrinoQuery query, TrinoExplain? explain)
    {
        var allowed = query.Streams.Select(stream => new TrinoTable(_options.Catalog, _options.Schema, stream.Value.ToLowerInvariant())).ToHashSet();
        if (explain is null || explain.HasOutput || explain.Inputs.Any(table => !allowed.Contains(table)))
            throw new PlatformException(FailureKind.Invalid, "What Trino would read for this statement is not what an API key may have read by it: streams, by their plain names, and nothing else.");
    }

    /// <summary>The streams among tables.</summary>
    public async Task<IReadOnlyList<StreamName>> StreamsOfAsync(TrinoExplain explain, CancellationToken cancellationToken)
    {
        var names = explain.Inputs.Where(table => table.Catalog == _options.Catalog && table.Schema == _options.Schema).Select(table => table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. (await streams.ListAsync(cancellationToken)).Where(stream => names.Contains(stream.Value))];
    }

    private static bool IsWhole(StreamAccess access, StreamName stream) => access.MayRead(stream) && access.RuleFor(stream).IsOpen;

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

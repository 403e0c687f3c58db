using KinesisPlatform.QueryGateway.Engines.Fresh;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Queries;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>
/// Apache Drill, by its REST interface. What it reads cannot be told beforehand: it is only for callers who may read everything (<see cref="EnginesOptionsValidator"/>). It has no parameters, no pages and no
/// progress.
/// </summary>
internal sealed class DrillEngine(DrillClient client, FreshArchive fresh, IStreamTables streams, IOptions<EnginesOptions> options, TimeProvider time, ILogger<DrillEngine> logger) : IExternalEngine
{
    public const string EngineName = "drill";

    private readonly EngineSlots _slots = new("Drill", options.Value.Drill);

    public string Name => EngineName;

    public string? Missing => EngineProblems.NotConfigured("Drill", "a Drillbit's address", options.Value.Drill.Url);

    public async Task<ExternalResult> StartAsync(ExternalQuery query, CancellationToken cancellationToken)
    {
        var request = query.Request;
        if (!request.Access.MayReadEverything) throw new PlatformException(FailureKind.Invalid, "Drill reads whole files, whichever a statement names: it is only for API keys that may read everything.");
        if (request.Parameters.Count > 0) throw new PlatformException(FailureKind.Invalid, "Drill's REST interface takes no parameters. Write the values into the statement, quotes doubled ('it''s').");
        var statement = DrillStatement.Read(request.Sql);
        var slot = _slots.Enter(request.Access.KeyId);
        var run = new DrillRun(client, options.Value.Drill, query.Id, time, logger);
        try
        {
            var stats = new EngineStats { Engine = Name };
            if (request.IsFresh) stats.Fresh = await FlushAsync(query, statement, cancellationToken);
            query.Report(new(QueryState.Running, null, 0, 0));
            // One more than wanted tells whether there are more.
            await run.StartAsync(statement.Sql, request.RowsMax is < int.MaxValue and var most ? (int)most + 1 : null, cancellationToken);
            stats.QueryId = run.QueryId;
            return new(run.Columns, run.ReadAsync(CancellationToken.None), stats, ReleaseAsync);
        }
        catch
        {
            await ReleaseAsync();
            throw;
        }

        async ValueTask ReleaseAsync()
        {
            await run.DisposeAsync();
            slot.Dispose();
        }
    }

    private async Task<FreshStats> FlushAsync(ExternalQuery query, DrillStatement statement, CancellationToken cancellationToken)
    {
        var freshness = fresh.Begin(query);
        var named = (await streams.ListAllByNowAsync(cancellationToken)).Where(statement.Names).ToList();
        // A view may hide them: rather no answer than one that is not fresh.
        if (named.Count == 0) throw new PlatformException(FailureKind.Invalid, "\"fresh\" needs to know the streams, and the statement names none: Drill does not tell what is behind a view. Name the stream's table, in a comment if need be, or ask without \"fresh\".");
        await freshness.AddAsync(named, cancellationToken, isReadByPath: true);
        return freshness.Stats;
    }
}

using System.Runtime.CompilerServices;
using KinesisPlatform.QueryGateway.Engines.Fresh;
using KinesisPlatform.Sql.Queries;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>Trino, by its client protocol.</summary>
internal sealed class TrinoEngine(TrinoGate gate, TrinoRuns runs, FreshArchive fresh, IOptions<EnginesOptions> options) : IExternalEngine
{
    public const string EngineName = "trino";

    private readonly EngineSlots _slots = new("Trino", options.Value.Trino);

    public string Name => EngineName;

    public string? Missing => EngineProblems.NotConfigured("Trino", "its coordinator's address", options.Value.Trino.Url);

    public async Task<ExternalResult> StartAsync(ExternalQuery query, CancellationToken cancellationToken)
    {
        var slot = _slots.Enter(query.Request.Access.KeyId);
        try
        {
            var checkedQuery = await gate.CheckAsync(query, cancellationToken);
            var stats = new EngineStats { Engine = Name };
            var freshness = query.Request.IsFresh ? fresh.Begin(query) : null;
            // What is named first: a stream that has no table yet has one then, and the planner can be asked.
            if (freshness is not null) await freshness.AddAsync(checkedQuery.Streams, cancellationToken);
            if (checkedQuery.CanBeExplained && (checkedQuery.IsConfined || freshness is not null)) await ExplainAsync(checkedQuery, freshness, cancellationToken);
            stats.Fresh = freshness?.Stats;
            // A view or a function may hide them: rather no answer than one that is said to be fresh and is not.
            if (stats.Fresh is { Streams.Count: 0 })
                throw new PlatformException(FailureKind.Invalid, "\"fresh\" needs to know the streams, and neither the statement nor Trino's plan of it names one. Name the stream's table in the statement, or ask without \"fresh\".");
            var run = await TranslatedAsync(checkedQuery, isExplained: false, () => runs.BeginAsync(
                checkedQuery.Text.Sent, checkedQuery.Parameters, isExplained: false, checkedQuery.Session, cancellationToken, Report));
            stats.Warnings = run.Warnings;
            return new(run.Columns, ReadAsync(checkedQuery, run, stats, CancellationToken.None), stats, async () =>
            {
                await run.DisposeAsync();
                slot.Dispose();
            });

            void Report(TrinoStats now)
            {
                now.CopyTo(stats);
                query.Report(now.ToProgress());
            }
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    private async Task ExplainAsync(TrinoQuery query, Freshness? freshness, CancellationToken cancellationToken)
    {
        var rows = await TranslatedAsync(query, isExplained: true, () => runs.ReadAsync(query.Text.Sent, query.Parameters, isExplained: true, query.Session, cancellationToken));
        var explain = rows is [[string text]] ? TrinoExplain.Parse(text) : null;
        if (query.IsConfined) gate.Check(query, explain);
        else if (explain is null) throw new PlatformException(FailureKind.Invalid, "\"fresh\" needs to know the streams behind views, and Trino's answer to EXPLAIN (TYPE IO, FORMAT JSON) is not understood. Ask without \"fresh\".");
        else if (freshness is not null) await freshness.AddAsync(await gate.StreamsOfAsync(explain, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(TrinoQuery query, TrinoRun run, EngineStats stats, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var batches = run.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await TranslatedAsync(query, isExplained: false, async () => await batches.MoveNextAsync())) yield return batches.Current;
        stats.Warnings = run.Warnings;
    }

    private static async Task<T> TranslatedAsync<T>(TrinoQuery query, bool isExplained, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (TrinoFailedException failure)
        {
            throw query.Translate(failure.Error, isExplained);
        }
    }
}

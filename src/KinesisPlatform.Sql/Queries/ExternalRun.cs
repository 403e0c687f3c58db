using System.Runtime.CompilerServices;

namespace KinesisPlatform.Sql.Queries;

/// <summary>A query that an external engine answers, in the place of a worker: its time, its cancellation, its count of rows and its end are those of every query.</summary>
internal static class ExternalRun
{
    public static async Task<QueryResult> StartAsync(IExternalEngine engine, QueryRequest request, QueryRun run)
    {
        var answer = run.Add(await engine.StartAsync(new(request, run.Query.Id, run.Timeout, run.Query.Follow), run.Token));
        var stats = new QueryStats { Tables = [], FetchedBytes = 0, Engine = answer.Stats, Elapsed = run.Query.Elapsed };
        return new(run.Query.Id, answer.Columns, ReadAsync(answer, request.RowsMax, stats, run), stats, run.DisposeAsync);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(
        ExternalResult answer, long? rowsMax, QueryStats stats, QueryRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Token, cancellationToken);
            await using var batches = answer.Batches.GetAsyncEnumerator(either.Token);
            while (!stats.IsCut && await run.TranslatedAsync(async () => await batches.MoveNextAsync()))
            {
                IReadOnlyList<object?[]> rows = batches.Current;
                if (rowsMax is { } most && most - stats.RowCount < rows.Count)
                {
                    rows = [.. rows.Take((int)(most - stats.RowCount))];
                    stats.IsCut = true;
                }
                if (rows.Count == 0) continue;
                stats.RowCount += rows.Count;
                run.Query.AddRows(rows.Count);
                yield return rows;
            }
            stats.Elapsed = run.Query.Elapsed;
            run.Query.End(QueryState.Finished);
            SqlTelemetry.Count(stats);
        }
        finally
        {
            await run.DisposeAsync();
        }
    }
}

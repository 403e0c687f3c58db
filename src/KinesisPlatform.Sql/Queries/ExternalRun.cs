using System.Runtime.CompilerServices;

namespace KinesisPlatform.Sql.Queries;

/// <summary>A query that an external engine answers, in the place of a worker: its time, its cancellation, its count of rows and its end are those of every query.</summary>
internal static class ExternalRun
{
    public static async Task<QueryResult> StartAsync(IExternalEngine engine, QueryRequest request, QueryRun run)
    {
        var answer = run.Add(await engine.StartAsync(new(request, run.Query.Id, run.Timeout, run.Query.Follow), run.Token));
        var stats = new QueryStats { Tables = [], FetchedBytes = 0, Engine = answer.Stats, Elapsed = run.Query.Elapsed };
        return new(run.Query.Id, answer.Columns, run.ReadAsync(CutAsync(answer, request.RowsMax ?? long.MaxValue, stats), stats), stats, run.DisposeAsync);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> CutAsync(ExternalResult answer, long rowsMax, QueryStats stats, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var rows in answer.Batches.WithCancellation(cancellationToken))
        {
            var left = rowsMax - stats.RowCount;
            stats.IsCut = left < rows.Count;
            if (Math.Min(left, rows.Count) > 0) yield return stats.IsCut ? [.. rows.Take((int)left)] : rows;
            if (stats.IsCut) yield break;
        }
    }
}

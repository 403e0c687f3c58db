using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>A statement that runs.</summary>
/// <param name="columns">Null when it answers no rows.</param>
/// <param name="tag">Of the rows that were sent: what the client is told at the end.</param>
/// <param name="writer">Null for rows as the protocol has them.</param>
internal sealed class StatementResult(
    IReadOnlyList<PgColumn>? columns, IAsyncEnumerable<IReadOnlyList<object?[]>> batches, Func<long, string> tag, IAsyncDisposable? owner = null, IRowWriter? writer = null) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<IReadOnlyList<object?[]>> _batches = batches.GetAsyncEnumerator();
    private IReadOnlyList<object?[]> _batch = [];
    private int _next;

    public IReadOnlyList<PgColumn>? Columns { get; } = columns;

    public IRowWriter? Writer { get; } = writer;

    /// <summary>A result that is there.</summary>
    public static StatementResult Of(string tag, IReadOnlyList<PgColumn>? columns = null, IReadOnlyList<object?[]>? rows = null) => new(columns, Once(rows ?? []), _ => tag);

    /// <summary>Does something when its rows are asked for, of which there are none.</summary>
    public static StatementResult Closing(string tag, Func<Task> work) => new(null, After(work), _ => tag);

    public string Tag(long rowCount) => tag(rowCount);

    /// <returns>Null at the end.</returns>
    public async ValueTask<object?[]?> ReadAsync()
    {
        while (_next == _batch.Count)
        {
            if (!await _batches.MoveNextAsync()) return null;
            (_batch, _next) = (_batches.Current, 0);
        }
        return _batch[_next++];
    }

    /// <summary>The rows that are left, at most so many, for another result.</summary>
    public async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(long rowsMax)
    {
        for (var left = rowsMax; left > 0 && await ReadAsync() is { } row; left--) yield return [row];
    }

    public async ValueTask DisposeAsync()
    {
        // The owner first: it stops what the rows come from.
        if (owner is not null) await owner.DisposeAsync();
        await _batches.DisposeAsync();
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> After(Func<Task> work)
    {
        await work();
        yield break;
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?[]>> Once(IReadOnlyList<object?[]> rows)
    {
        await Task.CompletedTask;
        yield return rows;
    }
}

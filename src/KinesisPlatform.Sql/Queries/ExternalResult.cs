namespace KinesisPlatform.Sql.Queries;

/// <summary>What an <see cref="IExternalEngine"/> answers.</summary>
/// <param name="Batches">The rows, to be enumerated once, with values as in <see cref="QueryResult.Batches"/>; a reader that waits stops the engine's work in time (back-pressure).</param>
/// <param name="Stats">Final once the batches have ended.</param>
/// <param name="Release">Ends the statement at the engine where it has not ended, and lets go of all that it holds.</param>
public sealed record ExternalResult(IReadOnlyList<QueryColumn> Columns, IAsyncEnumerable<IReadOnlyList<object?[]>> Batches, EngineStats Stats, Func<ValueTask> Release) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Release();
}

using System.Runtime.CompilerServices;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Tests.Results;

/// <summary>An engine whose every query answers the same batches; after <see cref="Failure"/>'s batch it fails.</summary>
internal sealed class ListedEngine(params IReadOnlyList<object?[]>[] batches) : IQueryEngine
{
    public Exception? Failure { get; set; }

    /// <summary>Awaited before the batch of this number, from 0.</summary>
    public (int Batch, Task Until) Pause { get; set; } = (-1, Task.CompletedTask);

    public Task<QueryResult> ExecuteAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var stats = new QueryStats { Tables = [], FetchedBytes = 0 };
        return Task.FromResult(new QueryResult(request.Id!.Value, [new("x", "BIGINT"), new("y", "VARCHAR")], ReadAsync(cancellationToken), stats, () => ValueTask.CompletedTask));
    }

    public Task<QueryShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(CancellationToken caller, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < batches.Length; i++)
        {
            if (i == Pause.Batch) await Pause.Until.WaitAsync(caller);
            cancellationToken.ThrowIfCancellationRequested();
            yield return batches[i];
        }
        if (Failure is not null) throw Failure;
    }
}

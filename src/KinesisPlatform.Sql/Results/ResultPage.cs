using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Results;

/// <summary>Consecutive rows of a kept result.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FirstRow">How many rows are on the pages before.</param>
/// <param name="HasNext">False: the result ends with this page.</param>
/// <param name="Batches">The rows, see <see cref="QueryResult.Batches"/>; may be enumerated again. ObjectDisposedException when the result goes meanwhile.</param>
public sealed record ResultPage(int Number, long FirstRow, int RowCount, bool HasNext, IAsyncEnumerable<IReadOnlyList<object?[]>> Batches);

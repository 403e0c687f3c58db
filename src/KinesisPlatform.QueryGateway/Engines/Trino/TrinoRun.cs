using System.Runtime.CompilerServices;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>One statement at Trino, from its first answer to its last. One request is under way at a time. Not safe for concurrent callers, but for its disposal.</summary>
internal sealed class TrinoRun(TrinoClient client, ILogger logger, Action<TrinoStats> report) : IAsyncDisposable
{
    private const int WarningsMax = 20;

    private TrinoType[] _types = [];
    private IReadOnlyList<object?[]> _rows = [];
    private string? _id;
    // Null: it has ended.
    private Uri? _next;
    private int _isDisposed;

    /// <summary>Empty for a statement that has none.</summary>
    public IReadOnlyList<QueryColumn> Columns { get; private set; } = [];

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Takes the first answer, and asks for others until the columns and a row are there, or the end.</summary>
    /// <exception cref="TrinoFailedException">It failed.</exception>
    public async Task TakeAsync(TrinoPage first, CancellationToken cancellationToken)
    {
        Take(first);
        while (_next is not null && _rows.Count == 0) await AdvanceAsync(cancellationToken);
    }

    /// <summary>The rows, to be enumerated once.</summary>
    /// <exception cref="TrinoFailedException">It failed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_rows.Count > 0) yield return _rows;
            _rows = [];
            if (_next is null) yield break;
            await AdvanceAsync(cancellationToken);
        }
    }

    /// <summary>Ends the statement at Trino, unless it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0 || Volatile.Read(ref _next) is not { } next) return;
        try
        {
            await client.CancelAsync(next);
        }
        catch (Exception exception) when (exception is PlatformException or OperationCanceledException)
        {
            logger.EngineQueryLeft("Trino", _id, exception.Message);
        }
    }

    private async Task AdvanceAsync(CancellationToken cancellationToken) => Take(await client.AdvanceAsync(_next!, cancellationToken));

    private void Take(TrinoPage page)
    {
        using (page)
        {
            _id = page.Id ?? _id;
            // Where it goes on is known before anything else of the answer can be wrong: it can be ended.
            Volatile.Write(ref _next, page.NextUri is { } next ? client.NextOf(next) : null);
            if (page.Stats is { } stats) report(TrinoStats.Parse(stats, _id));
            if (page.Warnings is { } warnings) Warnings = [.. warnings.EnumerateArray().Take(WarningsMax).Select(warning => warning.Text("message")).OfType<string>()];
            if (page.Error is { } error)
            {
                Volatile.Write(ref _next, null);
                throw new TrinoFailedException(TrinoError.Parse(error, _id));
            }
            try
            {
                if (_types.Length == 0 && page.Columns is { } columns) Describe(columns);
                _rows = page.Data is { } data ? [.. data.EnumerateArray().Select(Row)] : [];
            }
            catch (Exception exception) when (exception is FormatException or InvalidOperationException or OverflowException or ArgumentException or JsonException)
            {
                throw new PlatformException(FailureKind.Data, $"Trino's answer holds something that is not understood ({exception.Message}). Cast the column to varchar in the statement, or leave it out.", exception);
            }
        }
    }

    private void Describe(JsonElement columns)
    {
        var list = columns.EnumerateArray().ToList();
        _types = [.. list.Select(column => column.TryGetProperty("typeSignature", out var type) ? TrinoType.Parse(type) : throw new FormatException("a column without a type"))];
        Columns = [.. list.Select((column, i) => new QueryColumn(column.Text("name") ?? "", _types[i].DuckDbName))];
    }

    private object?[] Row(JsonElement row)
    {
        if (row.GetArrayLength() != _types.Length) throw new FormatException("a row with another number of values than columns");
        var (values, i) = (new object?[_types.Length], 0);
        foreach (var value in row.EnumerateArray())
        {
            values[i] = TrinoValues.Read(value, _types[i]);
            i++;
        }
        return values;
    }
}

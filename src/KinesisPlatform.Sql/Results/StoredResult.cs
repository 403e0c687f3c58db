using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Results;

/// <summary>A result that is kept in pages while its query runs and after it. Safe for concurrent callers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The store disposes of what it holds.")]
public sealed class StoredResult
{
    private readonly Lock _gate = new();
    private readonly ResultSpill _spill;
    private readonly int _pageRows;
    private readonly long _pageBytesMax;
    private readonly Action _keep;
    private readonly List<PageIndex> _pages = [new(0)];
    private readonly TaskCompletionSource _begun = Pulse();
    private TaskCompletionSource _changed = Pulse();
    private Exception? _failure;
    private bool _isComplete;

    internal StoredResult(QueryId id, string owner, ResultSpill spill, int pageRows, long pageBytesMax, Action keep) =>
        (Id, Owner, _spill, _pageRows, _pageBytesMax, _keep) = (id, owner, spill, pageRows, pageBytesMax, keep);

    public QueryId Id { get; }

    /// <summary>Empty until the first page is there.</summary>
    public IReadOnlyList<QueryColumn> Columns { get; private set; } = [];

    /// <summary>Null until the query has ended.</summary>
    public QueryStats? Stats { get; private set; }

    /// <summary>Null while the query runs.</summary>
    public DateTimeOffset? ExpiresAt { get; internal set; }

    public bool IsComplete
    {
        get
        {
            lock (_gate) return _isComplete;
        }
    }

    public long LengthBytes => _spill.LengthBytes;

    /// <summary>Pages that can be read; the last one of a running query cannot yet.</summary>
    public int PageCount
    {
        get
        {
            lock (_gate) return ClosedCount;
        }
    }

    internal string Owner { get; }

    private int ClosedCount => _isComplete ? _pages.Count : _pages.Count - 1;

    /// <summary>Waits until the page is whole, or the query has ended.</summary>
    /// <param name="number">From 1.</param>
    /// <returns>Null when the result ends before it.</returns>
    /// <exception cref="Exception">What the query failed with before the page was whole, see <see cref="IQueryEngine.ExecuteAsync"/>.</exception>
    public async Task<ResultPage?> GetPageAsync(int number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (number <= ClosedCount) return Page(number);
                if (_isComplete) return null;
                if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the query is listed among the others.</summary>
    public Task BegunAsync(CancellationToken cancellationToken) => _begun.Task.WaitAsync(cancellationToken);

    internal void Enlist() => _begun.TrySetResult();

    internal void Begin(IReadOnlyList<QueryColumn> columns) => Columns = columns;

    internal async Task AppendAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        for (var next = 0; next < rows.Count;)
        {
            var page = _pages[^1];
            if (page.RowCount >= _pageRows || page.LengthBytes >= _pageBytesMax) page = Turn();
            var from = next;
            buffer.SetLength(0);
            while (next < rows.Count && page.RowCount + next - from < _pageRows && page.LengthBytes + buffer.Length < _pageBytesMax)
            {
                foreach (var value in rows[next]) ValueCodec.Write(writer, value);
                next++;
            }
            var block = await _spill.AppendAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), next - from, cancellationToken);
            lock (_gate) page.Add(block);
        }
    }

    internal void Complete(QueryStats stats)
    {
        Stats = stats;
        Change(() => _isComplete = true);
    }

    internal void Fail(Exception failure) => Change(() => _failure = failure);

    private static TaskCompletionSource Pulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PageIndex Turn()
    {
        if (_pages.Count == 1) _keep();
        var page = new PageIndex(_pages[^1].FirstRow + _pages[^1].RowCount);
        Change(() => _pages.Add(page));
        return page;
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, Pulse());
        }
        changed.SetResult();
    }

    private ResultPage Page(int number)
    {
        var page = _pages[number - 1];
        return new(number, page.FirstRow, page.RowCount, number < _pages.Count, ReadAsync(page));
    }

    private async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(PageIndex page, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var block in page.Blocks)
        {
            using var reader = new BinaryReader(new MemoryStream(await _spill.ReadAsync(block, cancellationToken)));
            var rows = new object?[block.RowCount][];
            for (var i = 0; i < rows.Length; i++) rows[i] = ReadRow(reader);
            yield return rows;
        }
    }

    private object?[] ReadRow(BinaryReader reader)
    {
        var row = new object?[Columns.Count];
        for (var i = 0; i < row.Length; i++) row[i] = ValueCodec.Read(reader);
        return row;
    }
}

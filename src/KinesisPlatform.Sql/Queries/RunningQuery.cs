using System.Diagnostics.CodeAnalysis;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Queries;

/// <summary>One query's entry in the <see cref="QueryRegistry"/>, kept up to date by whoever runs it. Safe for concurrent callers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer and wait handle holds nothing, and a cancellation may come at any time.")]
internal sealed class RunningQuery
{
    private const int SqlCharsKept = 10_000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<RunningQuery> _ended;
    private readonly long _startedTimestamp;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly string _sql;
    private readonly string? _engine;
    private readonly QueryClient _client;
    private readonly DateTimeOffset _startedAt;
    private QueryState _state = QueryState.Queued;
    private (DateTimeOffset At, TimeSpan Elapsed)? _end;
    private double? _percent;
    private long _memoryBytes;
    private long _rowCount, _fetchedBytes;
    private string? _error;

    public RunningQuery(QueryRequest request, TimeProvider time, Action<RunningQuery> ended)
    {
        (_time, _ended, _client, _engine) = (time, ended, request.Client, request.Engine);
        (_startedAt, _startedTimestamp) = (time.GetUtcNow(), time.GetTimestamp());
        Owner = request.Access.KeyId;
        Id = request.Id ?? QueryId.Create(_startedAt);
        _sql = request.Sql.Length <= SqlCharsKept ? request.Sql : request.Sql[..SqlCharsKept];
    }

    public QueryId Id { get; }

    public string Owner { get; }

    /// <summary>Cancelled by <see cref="Cancel"/>.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_startedTimestamp);

    public DateTimeOffset? EndedAt
    {
        get
        {
            lock (_gate) return _end?.At;
        }
    }

    public void Enter(QueryState state)
    {
        lock (_gate)
        {
            if (_end is null) _state = state;
        }
    }

    public void Report(WorkerProgress progress)
    {
        lock (_gate)
        {
            if (progress.Percent is { } percent) _percent = Math.Max(_percent ?? 0, percent);
            _memoryBytes = progress.MemoryBytes;
        }
    }

    public void Follow(ExternalProgress progress)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            if (progress.State > _state) _state = progress.State;
            if (progress.Percent is { } percent) _percent = Math.Max(_percent ?? 0, percent);
            _memoryBytes = progress.MemoryBytes;
        }
        Interlocked.Exchange(ref _fetchedBytes, progress.ReadBytes);
    }

    public void AddRows(long count) => Interlocked.Add(ref _rowCount, count);

    public void AddFetched(long bytes) => Interlocked.Add(ref _fetchedBytes, bytes);

    /// <returns>False when it has ended already.</returns>
    public bool Cancel()
    {
        if (EndedAt is not null) return false;
        _cancellation.Cancel();
        return true;
    }

    /// <summary>Only the first call counts.</summary>
    public void End(QueryState state, string? error = null)
    {
        lock (_gate)
        {
            if (_end is not null) return;
            (_state, _error, _end) = (state, error, (_time.GetUtcNow(), Elapsed));
        }
        _ended(this);
    }

    public QueryInfo Describe()
    {
        lock (_gate)
        {
            return new(
                Id, Owner, _client, _engine, _sql, _state, _startedAt, _end?.At, _end?.Elapsed ?? Elapsed,
                _state == QueryState.Finished ? 100 : _percent, Interlocked.Read(ref _rowCount), Interlocked.Read(ref _fetchedBytes), _memoryBytes, _error);
        }
    }
}

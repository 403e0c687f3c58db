using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Scans;

/// <summary>Local copies of window after window; the next one's are fetched while one is read. One caller at a time.</summary>
internal sealed class WindowFiles : IAsyncDisposable
{
    private readonly IReadOnlyList<ScanWindow> _windows;
    private readonly Func<ScanWindow, CancellationToken, Task<CachedFiles>> _fetch;
    private readonly CancellationTokenSource _stop;
    private CachedFiles? _current;
    private Task<CachedFiles>? _next;
    private int _index;

    public WindowFiles(IReadOnlyList<ScanWindow> windows, Func<ScanWindow, CancellationToken, Task<CachedFiles>> fetch, CancellationToken cancellationToken)
    {
        (_windows, _fetch) = (windows, fetch);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Fetch();
    }

    /// <returns>A window and its files, which are there until the next call; null at the end.</returns>
    public async Task<(ScanWindow Window, CachedFiles Files)?> NextAsync()
    {
        _current?.Dispose();
        _current = null;
        if (_next is null) return null;
        _current = await _next;
        var window = _windows[_index++];
        Fetch();
        return (window, _current);
    }

    public async ValueTask DisposeAsync()
    {
        _current?.Dispose();
        await _stop.CancelAsync();
        if (_next is { } next)
        {
            // Nobody waits for it any more: only what it holds matters.
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (next.IsCompletedSuccessfully) next.Result.Dispose();
        }
        _stop.Dispose();
    }

    private void Fetch() => _next = _index < _windows.Count ? _fetch(_windows[_index], _stop.Token) : null;
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Bounds how many workers run and how many callers wait for one, and keeps some started ahead.</summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    private readonly SqlOptions _options;
    private readonly ILogger<WorkerPool> _logger;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _gate = new();
    private readonly Stack<WorkerProcess> _spares = new();
    private int _waiting;
    private bool _isDisposed;

    public WorkerPool(IOptions<SqlOptions> options, ILogger<WorkerPool> logger)
    {
        (_options, _logger) = (options.Value, logger);
        _slots = new(_options.WorkersMax);
    }

    /// <summary>A worker of the caller's own. Dispose the lease to end it and make room.</summary>
    /// <exception cref="PlatformException">Unavailable: too many wait already.</exception>
    public async Task<WorkerLease> RentAsync(CancellationToken cancellationToken)
    {
        if (!_slots.Wait(0, CancellationToken.None)) await WaitAsync(cancellationToken);
        try
        {
            var worker = TakeSpare() ?? WorkerProcess.Start(_options);
            return new(worker, Return);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Starts spare workers up to their configured number; a failure is logged and left to the next query to report.</summary>
    public void Refill()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_isDisposed || _spares.Count >= _options.SpareWorkers) return;
                    _spares.Push(WorkerProcess.Start(_options));
                }
            }
        }
        catch (PlatformException exception)
        {
            _logger.SpareFailed(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        WorkerProcess[] spares;
        lock (_gate)
        {
            _isDisposed = true;
            spares = [.. _spares];
            _spares.Clear();
        }
        foreach (var spare in spares) await spare.DisposeAsync();
        _slots.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.QueueMax)
            {
                throw new PlatformException(FailureKind.Unavailable,
                    $"{_options.WorkersMax} queries run and {_options.QueueMax} wait. Try again in a moment, or raise {SqlOptions.SectionName}:WorkersMax.");
            }
            await _slots.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private WorkerProcess? TakeSpare()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (_spares.TryPop(out var spare))
            {
                if (!spare.HasExited) return spare;
                _logger.SpareEnded(spare.Diagnostics);
            }
        }
        return null;
    }

    private async ValueTask Return(WorkerProcess worker)
    {
        await worker.DisposeAsync();
        lock (_gate)
        {
            if (_isDisposed) return;
            _slots.Release();
        }
        // After the query, not during it: on a small machine a start competes with what the caller waits for.
        Refill();
    }
}

using KinesisPlatform.Sql.Cache;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Workers;

/// <summary>
/// The worker processes: some that have run a tenant's statements and wait for more of the same tenant's, some started ahead that are nobody's yet.
/// Never more of them than may run at once and the spares.
/// </summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    // What closes an instance and opens the next takes milliseconds.
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(10);

    private readonly SqlOptions _options;
    private readonly LocalFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerPool> _logger;
    private readonly WorkerSlots _slots;
    private readonly ITimer _retirement;
    private readonly Lock _gate = new();
    private readonly LinkedList<WorkerProcess> _idle = [];
    private readonly Queue<WorkerProcess> _spares = [];
    private int _runningCount;
    private bool _isSandboxTold;
    private bool _isDisposed;

    public WorkerPool(IOptions<SqlOptions> options, LocalFolder folder, TimeProvider time, ILogger<WorkerPool> logger)
    {
        (_options, _folder, _time, _logger) = (options.Value, folder, time, logger);
        _slots = new(_options.WorkersMax, Math.Min(_options.WorkersPerTenantMax, _options.WorkersMax), _options.QueueMax);
        _retirement = time.CreateTimer(_ => RetireIdle(), null, _options.WorkerIdleTimeout, _options.WorkerIdleTimeout / 2);
    }

    /// <summary>A worker that has run no other tenant's statements. Dispose the lease to give it back; it is ended then unless its answer was read to the end.</summary>
    /// <param name="tenant">Whose statement it is.</param>
    /// <param name="cancellationToken">Also ends the worker, as long as it is leased.</param>
    /// <exception cref="PlatformException">Unavailable: too many wait already. Internal: no worker could be started.</exception>
    public async Task<WorkerLease> RentAsync(string tenant, CancellationToken cancellationToken)
    {
        await _slots.TakeAsync(tenant, cancellationToken);
        try
        {
            var worker = await TakeIdleAsync(tenant) ?? await TakeOrStartAsync(cancellationToken);
            worker.Use(tenant);
            return new(worker, ReturnAsync, cancellationToken);
        }
        catch
        {
            Leave(tenant);
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
                WorkerProcess spare;
                lock (_gate)
                {
                    if (_isDisposed || _spares.Count >= _options.SpareWorkers || ProcessCount() >= ProcessesMax) return;
                    _spares.Enqueue(spare = WorkerProcess.Start(_options, _folder, rehearses: true));
                }
                _ = TellAsync(spare);
            }
        }
        catch (PlatformException exception)
        {
            _logger.SpareFailed(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        WorkerProcess[] unused;
        lock (_gate)
        {
            _isDisposed = true;
            unused = [.. _spares, .. _idle];
            _spares.Clear();
            _idle.Clear();
        }
        await _retirement.DisposeAsync();
        foreach (var worker in unused) await worker.DisposeAsync();
    }

    private int ProcessesMax => _options.WorkersMax + _options.SpareWorkers;

    private int ProcessCount() => _runningCount + _idle.Count + _spares.Count;

    private void Leave(string tenant)
    {
        lock (_gate) _runningCount--;
        _slots.Release(tenant);
    }

    /// <returns>Null when the tenant has no worker that waits. Counts as running either way.</returns>
    private async Task<WorkerProcess?> TakeIdleAsync(string tenant)
    {
        lock (_gate) _runningCount++;
        while (true)
        {
            WorkerProcess? worker;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                // The one used last, but rather one that is ready.
                var own = _idle.Where(idle => idle.Tenant == tenant);
                worker = own.LastOrDefault(idle => idle.Ready.IsCompletedSuccessfully) ?? own.LastOrDefault();
                if (worker is null) return null;
                _idle.Remove(worker);
            }
            if (await IsGoodAsync(worker)) return worker;
            await worker.DisposeAsync();
        }
    }

    private async Task<bool> IsGoodAsync(WorkerProcess worker)
    {
        try
        {
            await worker.Ready.WaitAsync(RestMax, _time);
            // Now, not when its last statement ended: what that let go of goes back to the system a second later.
            return !worker.HasExited && ProcessMemory.ResidentBytes(worker.Id) <= _options.WorkerIdleBytesMax;
        }
        catch (Exception exception) when (exception is PlatformException or TimeoutException)
        {
            _logger.SpareEnded(worker.Diagnostics);
            return false;
        }
    }

    private async Task<WorkerProcess> TakeOrStartAsync(CancellationToken cancellationToken)
    {
        var surplus = new List<WorkerProcess>();
        WorkerProcess? taken = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (taken is null && _spares.TryDequeue(out var spare))
            {
                if (!spare.HasExited) taken = spare;
                else surplus.Add(spare);
            }
            // Somebody else's worker, or one that has more than it needs, makes room.
            while (ProcessCount() > ProcessesMax && _idle.First is { } oldest)
            {
                surplus.Add(oldest.Value);
                _idle.RemoveFirst();
            }
        }
        foreach (var worker in surplus)
        {
            if (worker.HasExited) _logger.SpareEnded(worker.Diagnostics);
            await worker.DisposeAsync();
        }
        taken ??= WorkerProcess.Start(_options, _folder, rehearses: false);
        _ = TellAsync(taken);
        if (!_options.WorkerSandboxRequired || await IsSandboxCompleteAsync(taken, cancellationToken)) return taken;
        await taken.DisposeAsync();
        throw new PlatformException(FailureKind.Internal,
            $"Not all limits that {SqlOptions.SectionName}:{nameof(SqlOptions.WorkerSandboxRequired)} asks for are to be had on this system; the service's log says which.");
    }

    private static async Task<bool> IsSandboxCompleteAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        try
        {
            return (await worker.Ready.WaitAsync(cancellationToken)).Missing.Count == 0;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says once, of the first worker, what the operating system enforces.</summary>
    private async Task TellAsync(WorkerProcess worker)
    {
        if (Volatile.Read(ref _isSandboxTold)) return;
        await ((Task)worker.Ready).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!worker.Ready.IsCompletedSuccessfully || Interlocked.Exchange(ref _isSandboxTold, true)) return;
        var missing = (await worker.Ready).Missing;
        if (missing.Count == 0) _logger.SandboxComplete();
        else _logger.SandboxIncomplete(string.Join("; ", missing));
    }

    private async ValueTask ReturnAsync(WorkerLease lease)
    {
        var worker = lease.Process;
        var keep = lease.IsReusable && worker.UseCount < _options.WorkerUsesMax && _options.WorkerIdleTimeout > TimeSpan.Zero;
        if (keep)
        {
            worker.Rest();
            worker.IdleSince = _time.GetUtcNow();
            lock (_gate)
            {
                keep = !_isDisposed;
                if (keep) _idle.AddLast(worker);
            }
        }
        if (!keep) await worker.DisposeAsync();
        Leave(worker.Tenant!);
        // After the query, not during it: on a small machine a start competes with what the caller waits for.
        Refill();
    }

    private void RetireIdle()
    {
        List<WorkerProcess> retired;
        lock (_gate)
        {
            retired = [.. _idle.Where(worker => _time.GetUtcNow() - worker.IdleSince >= _options.WorkerIdleTimeout)];
            foreach (var worker in retired) _idle.Remove(worker);
        }
        // What it may still hold goes with the process.
        foreach (var worker in retired) _ = Task.Run(async () => await worker.DisposeAsync());
        if (retired.Count > 0) Refill();
    }
}

namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>
/// Runs a history on the one thread of a thread pool that was cut down to it. Parts of .NET do not continue where they were awaited but on the pool
/// (<c>CancelAsync</c>, <c>ReadAllAsync</c>, a semaphore's wait that can be cancelled): this way they run between two steps, always in the same order.
/// </summary>
internal static class SingleThread
{
    /// <summary>Before anything else runs on the pool.</summary>
    public static void Prepare()
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1)) throw new InvalidOperationException("The thread pool cannot be limited to one thread.");
    }

    /// <param name="start">Called on the pool's thread; gives what makes one step and says whether there is another.</param>
    /// <exception cref="TimeoutException">A step waits, on the one thread there is, for what only that thread could do.</exception>
    public static void Run(Func<Func<bool>> start, TimeSpan patience)
    {
        using var loop = new Loop(start);
        ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Wait(patience);
    }

    private sealed class Loop(Func<Func<bool>> start) : IThreadPoolWorkItem, IDisposable
    {
        private readonly ManualResetEventSlim _isDone = new();
        private Func<bool>? _step;
        private Exception? _error;

        public void Execute()
        {
            try
            {
                _step ??= start();
                // What waits in the pool belongs to the step before: it comes first.
                while (ThreadPool.PendingWorkItemCount == 0)
                {
                    if (_step()) continue;
                    _isDone.Set();
                    return;
                }
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            catch (Exception error)
            {
                _error = error;
                _isDone.Set();
            }
        }

        public void Wait(TimeSpan patience)
        {
            if (!_isDone.Wait(patience)) throw new TimeoutException($"A history takes longer than {patience} of real time: a step blocks the only thread.");
            if (_error is not null) throw new InvalidOperationException("The simulation itself failed.", _error);
        }

        public void Dispose() => _isDone.Dispose();
    }
}

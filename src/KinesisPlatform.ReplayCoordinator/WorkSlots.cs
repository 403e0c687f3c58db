namespace KinesisPlatform.ReplayCoordinator;

/// <summary>
/// Runs long work apart from the message that asked for it (SQS lets nobody hold a message longer than 12 hours), so many pieces at once at most and each
/// piece once. What finds no slot is refused, not queued: it stays where it is durable and is asked for again. Safe for concurrent callers.
/// </summary>
internal sealed class WorkSlots(int countMax, Action freed) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _refused;

    /// <param name="work">Handles its own failures.</param>
    /// <returns>False when all slots are taken, the piece is running already, or the service stops.</returns>
    public bool TryStart(string piece, Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return false;
            // One that runs may be about to end, as a part that was paused and is wanted again.
            if (_running.Count >= countMax || _running.ContainsKey(piece))
            {
                _refused = true;
                return false;
            }
            _running.Add(piece, Task.Run(() => RunAsync(piece, work)));
            return true;
        }
    }

    /// <summary>Stops the work and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _stop.Cancel();
            running = [.. _running.Values];
        }
        await Task.WhenAll(running);
    }

    private async Task RunAsync(string piece, Func<CancellationToken, Task> work)
    {
        var refused = false;
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The service stops; whoever is next finds the work where it is durable.
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(piece);
                (refused, _refused) = (_refused, false);
            }
        }
        if (refused) freed();
    }
}

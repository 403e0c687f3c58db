namespace KinesisPlatform.Streams.Writing;

/// <summary>Memory that accepted records may hold. Who finds it used up waits, first come first served.</summary>
internal sealed class BufferBudget(long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _heldBytes;
    private bool _isClosed;

    public long HeldBytes
    {
        get { lock (_gate) return _heldBytes; }
    }

    /// <exception cref="ObjectDisposedException">The budget is closed.</exception>
    public bool TryTake(int bytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IStreamProducer));
            return _waiters.Count == 0 && TakeIfFree(bytes);
        }
    }

    /// <exception cref="ObjectDisposedException">The budget is closed, or was while this waited.</exception>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(bytes);
        LinkedListNode<Waiter> place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IStreamProducer));
            if (_waiters.Count == 0 && TakeIfFree(bytes)) return;
            place = _waiters.AddLast(waiter);
        }
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter);
        try
        {
            await waiter.Task;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is not null) _waiters.Remove(place);
            }
            // It may have stood before smaller ones that fit.
            while (TryAdmit()) { }
            throw;
        }
    }

    public void Give(long bytes)
    {
        lock (_gate) _heldBytes -= bytes;
        while (TryAdmit()) { }
    }

    /// <summary>All that wait, now or later, fail.</summary>
    public void Close()
    {
        List<Waiter> waiters;
        lock (_gate)
        {
            _isClosed = true;
            waiters = [.. _waiters];
            _waiters.Clear();
        }
        foreach (var waiter in waiters) waiter.TrySetException(new ObjectDisposedException(nameof(IStreamProducer)));
    }

    private bool TryAdmit()
    {
        Waiter waiter;
        bool isTaken;
        lock (_gate)
        {
            if (_waiters.First is not { } first) return false;
            waiter = first.Value;
            isTaken = !waiter.Task.IsCompleted;
            if (isTaken && !TakeIfFree(waiter.Bytes)) return false;
            _waiters.RemoveFirst();
        }
        // Outside of the lock, as the waiter goes on right here. One that is cancelled at this moment leaves its share to the next.
        if (isTaken && !waiter.TrySetResult())
        {
            lock (_gate) _heldBytes -= waiter.Bytes;
        }
        return true;
    }

    private bool TakeIfFree(int bytes)
    {
        if (_heldBytes > 0 && _heldBytes + bytes > bytesMax) return false;
        _heldBytes += bytes;
        return true;
    }

    private sealed class Waiter(int bytes) : TaskCompletionSource
    {
        public int Bytes => bytes;
    }
}

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>
/// Bounds what all streams and shards of this process hold in memory. A read waits for room before it is asked for, first come, first served; while one waits, the stream
/// that holds most commits at once, whatever its own buffer's rules say.
/// </summary>
internal sealed class BufferBudget(long bytesMax)
{
    private const int InFlightShareMax = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Room)> _waiting = [];
    private readonly List<BufferShare> _shares = [];
    private long _used;

    public long UsedBytes
    {
        get { lock (_gate) return _used; }
    }

    /// <summary>A stream's part of the budget, until it is disposed.</summary>
    public BufferShare Open()
    {
        lock (_gate)
        {
            var share = new BufferShare(this);
            _shares.Add(share);
            return share;
        }
    }

    public void Close(BufferShare share)
    {
        lock (_gate) _shares.Remove(share);
    }

    /// <summary>Whether someone waits for room and nobody would give more of it by a commit.</summary>
    public bool IsAskedOf(BufferShare share)
    {
        lock (_gate)
        {
            // Where reads on their way take most of the room, commits of what little is buffered would not help.
            return _waiting.Count > 0 && share.BufferedBytes * InFlightShareMax * _shares.Count >= bytesMax && _shares.All(other => other.BufferedBytes <= share.BufferedBytes);
        }
    }

    /// <summary>Waits until there is room. What is larger than the whole budget gets it alone.</summary>
    public async Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Room)> waiting;
        lock (_gate)
        {
            if (_waiting.Count == 0 && HasRoom(bytes))
            {
                _used += bytes;
                return;
            }
            waiting = _waiting.AddLast((bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        await using var giveUp = cancellationToken.Register(() => GiveUp(waiting, cancellationToken));
        await waiting.Value.Room.Task;
    }

    /// <summary>A read brought more, or less, than room was taken for. More is never refused: it is in memory already.</summary>
    public void Change(long bytes)
    {
        lock (_gate)
        {
            _used += bytes;
            while (_waiting.First is { } next && HasRoom(next.Value.Bytes))
            {
                _waiting.RemoveFirst();
                _used += next.Value.Bytes;
                next.Value.Room.SetResult();
            }
        }
    }

    private bool HasRoom(long bytes) => _used <= 0 || _used + bytes <= bytesMax;

    private void GiveUp(LinkedListNode<(long Bytes, TaskCompletionSource Room)> waiting, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // It may have got its room a moment ago.
            if (waiting.List is null) return;
            _waiting.Remove(waiting);
        }
        waiting.Value.Room.TrySetCanceled(cancellationToken);
        Change(0);
    }
}

namespace KinesisPlatform.Streams.Writing;

/// <summary>Counts the records accepted between two flushes, so that the second can wait for them and not for those that come after it.</summary>
internal sealed class FlushMark
{
    private readonly TaskCompletionSource _settled = new();
    // One for the mark itself, until it is sealed.
    private int _pendingCount = 1;

    public Task Settled => _settled.Task;

    public void Add(int count) => Interlocked.Add(ref _pendingCount, count);

    public void Settle()
    {
        if (Interlocked.Decrement(ref _pendingCount) == 0) _settled.TrySetResult();
    }

    /// <summary>No more records are added.</summary>
    public void Seal() => Settle();
}

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>Room that a read has taken, given back when it is disposed.</summary>
internal sealed class BufferRoom(BufferBudget budget, long bytes) : IDisposable
{
    private long _bytes = bytes;

    /// <summary>What the read brought in truth.</summary>
    public void Correct(long count) => budget.Change(count - Interlocked.Exchange(ref _bytes, count));

    public void Dispose() => budget.Change(-Interlocked.Exchange(ref _bytes, 0));
}

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>One stream's part of the process' <see cref="BufferBudget"/>.</summary>
internal sealed class BufferShare(BufferBudget budget) : IDisposable
{
    private long _bufferedBytes;

    /// <summary>What a commit of the stream would give back.</summary>
    public long BufferedBytes
    {
        get => Volatile.Read(ref _bufferedBytes);
        set => Volatile.Write(ref _bufferedBytes, value);
    }

    /// <summary>Another stream or shard waits for room, and this stream holds most.</summary>
    public bool IsAskedFor => budget.IsAskedOf(this);

    /// <summary>Waits for room for a read.</summary>
    public async Task<BufferRoom> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        await budget.TakeAsync(bytes, cancellationToken);
        return new(budget, bytes);
    }

    public void Dispose() => budget.Close(this);
}

using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Results;

/// <summary>
/// A result's rows as the worker sends them (<see cref="ValueCodec"/>: every type exactly), in memory first, then in a file that has lost its name as soon as it is open:
/// nobody else can open it, and it is gone with this process however that ends. One writer; any number of readers.
/// </summary>
internal sealed class ResultSpill(string folder, ResultQuota quota, string owner, int memoryBytesMax) : IDisposable
{
    private readonly Lock _gate = new();
    private MemoryStream? _memory = new();
    private FileStream? _file;
    private long _reservedBytes;
    private bool _isDisposed;

    public long LengthBytes { get; private set; }

    /// <exception cref="PlatformException">Unavailable: no room, or the disk is full.</exception>
    public async Task<ResultBlock> AppendAsync(ReadOnlyMemory<byte> rows, int count, CancellationToken cancellationToken)
    {
        var block = new ResultBlock(LengthBytes, rows.Length, count);
        if (_memory is { } memory && LengthBytes + rows.Length <= memoryBytesMax)
        {
            lock (_gate) memory.Write(rows.Span);
        }
        else
        {
            try
            {
                if (_file is null) await MoveToFileAsync(cancellationToken);
                Reserve(rows.Length);
                await RandomAccess.WriteAsync(_file!.SafeFileHandle, rows, block.Offset, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new PlatformException(FailureKind.Unavailable, "The result could not be kept: the service's disk does not take it. Try again later, or stream it as NDJSON or CSV without pages.", exception);
            }
        }
        LengthBytes += rows.Length;
        return block;
    }

    /// <exception cref="ObjectDisposedException">The result is gone.</exception>
    public async Task<byte[]> ReadAsync(ResultBlock block, CancellationToken cancellationToken)
    {
        var bytes = new byte[block.LengthBytes];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_memory is { } memory)
            {
                memory.GetBuffer().AsSpan((int)block.Offset, block.LengthBytes).CopyTo(bytes);
                return bytes;
            }
        }
        for (var read = 0; read < bytes.Length;)
        {
            var more = await RandomAccess.ReadAsync(_file!.SafeFileHandle, bytes.AsMemory(read), block.Offset + read, cancellationToken);
            if (more == 0) throw new PlatformException(FailureKind.Data, "A kept result is shorter than it was written. Run the query again.");
            read += more;
        }
        return bytes;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _file?.Dispose();
            _memory = null;
            quota.Remove(owner, 0, _reservedBytes);
        }
    }

    private async Task MoveToFileAsync(CancellationToken cancellationToken)
    {
        var memory = _memory!;
        Reserve(memory.Length);
        var file = Open();
        try
        {
            await RandomAccess.WriteAsync(file.SafeFileHandle, memory.GetBuffer().AsMemory(0, (int)memory.Length), 0, cancellationToken);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        lock (_gate) (_file, _memory) = (file, null);
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    private void Reserve(long bytes)
    {
        quota.Add(owner, 0, bytes);
        _reservedBytes += bytes;
    }
}

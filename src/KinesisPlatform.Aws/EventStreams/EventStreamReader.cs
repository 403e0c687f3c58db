using System.Buffers;
using System.Runtime.CompilerServices;

namespace KinesisPlatform.Aws.EventStreams;

/// <summary>
/// Reads the messages of an event stream, checked, one after the other into one growing buffer. For one caller at a time.
/// </summary>
/// <param name="stream">Disposed with the reader.</param>
/// <param name="openedAt">When the stream was asked for: nothing in it was sent before.</param>
/// <param name="silenceMax">How long the other side may send nothing.</param>
internal sealed class EventStreamReader(Stream stream, DateTimeOffset openedAt, TimeSpan silenceMax, TimeProvider time) : IAsyncDisposable
{
    private const int BufferLengthMin = 16 * 1024;
    // Kept between messages: a subscription that is idle should not hold what its largest message needed.
    private const int BufferLengthKept = 256 * 1024;

    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLengthMin);
    private int _start;
    private int _end;
    private int _lastReadStart;
    private DateTimeOffset _lastReadSentAfter = openedAt;
    private DateTimeOffset _firstByteSentAfter = openedAt;

    /// <summary>
    /// A time before which the message last read was not sent: nothing of it had arrived then. The delay of the network and the difference of the
    /// clocks come on top. It is earlier than the message's arrival where the message may have lain there, waiting to be read.
    /// </summary>
    public DateTimeOffset SentAfter { get; private set; } = openedAt;

    /// <returns>The next message, whose payload is valid until the next call; null at the end of the stream.</returns>
    /// <exception cref="PlatformException">Data: malformed, or damaged.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within a message.</exception>
    /// <exception cref="TimeoutException">Nothing came for longer than the silence allowed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<EventStreamFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (EventStreamFrame.TryParse(_buffer.AsMemory(_start, _end - _start), out var frame, out var length))
            {
                SentAfter = _firstByteSentAfter;
                _start += length;
                if (_start >= _lastReadStart) _firstByteSentAfter = _lastReadSentAfter;
                return frame;
            }
            MakeRoom(length);
            if (await FillAsync(cancellationToken) > 0) continue;
            return _end == 0 ? null : throw new EndOfStreamException("The subscription's connection ended within an event.");
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer) ArrayPool<byte>.Shared.Return(buffer);
        _silence.Dispose();
        return stream.DisposeAsync();
    }

    /// <summary>Moves what is held of the next message to the front of a buffer that has room for all of it.</summary>
    private void MakeRoom(int needed)
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        if (_buffer.Length < needed || (_buffer.Length > BufferLengthKept && needed <= BufferLengthKept))
        {
            var other = ArrayPool<byte>.Shared.Rent(Math.Max(needed, BufferLengthMin));
            held.CopyTo(other);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = other;
        }
        else if (_start > 0)
        {
            held.CopyTo(_buffer);
        }
        (_start, _end) = (0, held.Length);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        var reading = stream.ReadAsync(_buffer.AsMemory(_end), _silence.Token);
        if (!reading.IsCompleted)
        {
            // Had anything been there already, it would have been read at once.
            _lastReadSentAfter = before;
            _silence.CancelAfter(silenceMax);
        }
        if (_end == 0) _firstByteSentAfter = _lastReadSentAfter;
        await using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _silence);
        try
        {
            var count = await reading;
            _lastReadStart = _end;
            _end += count;
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The subscription sent nothing for {silenceMax.TotalSeconds:0} seconds.");
        }
        finally
        {
            // The caller may take its time with what came.
            if (!_silence.IsCancellationRequested) _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>Writes messages to a client. A message is put together first, as its length comes before it.</summary>
internal sealed class MessageWriter(PipeWriter output)
{
    private const int FlushBytes = 64 << 10;

    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private char _kind;

    public void Begin(char kind)
    {
        _message.ResetWrittenCount();
        _kind = kind;
    }

    public void WriteByte(byte value) => _message.Write([value]);

    public void WriteInt16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_message.GetSpan(2), unchecked((short)value));
        _message.Advance(2);
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_message.GetSpan(4), value);
        _message.Advance(4);
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_message.GetSpan(8), value);
        _message.Advance(8);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => _message.Write(bytes);

    /// <summary>Ended by a zero. A zero within would end it early: it is left out.</summary>
    public void WriteText(string text)
    {
        Encoding.UTF8.GetBytes(text.Replace("\0", "", StringComparison.Ordinal), _message);
        WriteByte(0);
    }

    /// <summary>Writes a value with its length in front.</summary>
    public void WriteValue(Action<MessageWriter> write)
    {
        var at = _message.WrittenCount;
        WriteInt32(0);
        write(this);
        Patch(at);
    }

    public void WriteValue(string text)
    {
        var at = _message.WrittenCount;
        WriteInt32(0);
        Encoding.UTF8.GetBytes(text, _message);
        Patch(at);
    }

    public void End()
    {
        var head = output.GetSpan(5);
        head[0] = (byte)_kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], _message.WrittenCount + 4);
        output.Advance(5);
        output.Write(_message.WrittenSpan);
    }

    /// <summary>A message without fields.</summary>
    public void Write(char kind)
    {
        Begin(kind);
        End();
    }

    /// <summary>Waits for a client that reads slowly once enough is written.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) =>
        output.UnflushedBytes >= FlushBytes ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if ((await output.FlushAsync(cancellationToken)).IsCompleted) throw new OperationCanceledException("The client has gone.");
    }

    private void Patch(int at)
    {
        // The writer hands out no span of what is written but for reading.
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_message.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32BigEndian(written[at..], written.Length - at - 4);
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>Reads a client's messages: one byte of kind, but for the first message, then the length with itself, then the fields.</summary>
internal sealed class MessageReader(PipeReader input)
{
    /// <summary>The largest that PostgreSQL itself takes of clients it does not know yet.</summary>
    public const int StartupBytesMax = 10_000;

    private const int LengthBytes = 4;

    /// <returns>Null at the connection's end.</returns>
    public async Task<ReadOnlyMemory<byte>?> ReadStartupAsync(CancellationToken cancellationToken)
    {
        if (await ReadExactlyAsync(LengthBytes, cancellationToken) is not { } head) return null;
        return await ReadBodyAsync(BinaryPrimitives.ReadInt32BigEndian(head), StartupBytesMax, cancellationToken);
    }

    /// <returns>Null at the connection's end.</returns>
    /// <exception cref="PostgresException">A length that cannot be, or the connection ended within a message.</exception>
    public async Task<(char Kind, MessageBody Body)?> ReadAsync(int bytesMax, CancellationToken cancellationToken)
    {
        if (await ReadExactlyAsync(1 + LengthBytes, cancellationToken) is not { } head) return null;
        return ((char)head[0], new(await ReadBodyAsync(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)), bytesMax, cancellationToken)));
    }

    private async Task<byte[]> ReadBodyAsync(int length, int bytesMax, CancellationToken cancellationToken)
    {
        if (length < LengthBytes || length - LengthBytes > bytesMax) throw PostgresException.Protocol($"A message of {length} bytes; at most {bytesMax} are taken.");
        if (length == LengthBytes) return [];
        return await ReadExactlyAsync(length - LengthBytes, cancellationToken) ?? throw PostgresException.Protocol("The connection ended within a message.");
    }

    // What was announced is only allocated as it comes: a client that announces much and sends little costs little.
    private async Task<byte[]?> ReadExactlyAsync(int count, CancellationToken cancellationToken)
    {
        const int ChunkBytes = 64 << 10;
        var bytes = new ArrayBufferWriter<byte>(Math.Min(count, ChunkBytes));
        while (bytes.WrittenCount < count)
        {
            var result = await input.ReadAsync(cancellationToken);
            var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, count - bytes.WrittenCount));
            foreach (var segment in taken) bytes.Write(segment.Span);
            input.AdvanceTo(taken.End);
            if (bytes.WrittenCount == count) break;
            if (result.IsCompleted) return bytes.WrittenCount == 0 ? null : throw PostgresException.Protocol("The connection ended within a message.");
        }
        return bytes.WrittenSpan.ToArray();
    }
}

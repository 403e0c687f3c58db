using System.Buffers.Text;
using System.Text;

namespace KinesisPlatform.LocalAws.S3.Bodies;

/// <summary>
/// Decodes <c>Content-Encoding: aws-chunked</c> (Amazon S3 API Reference, "Signature calculations: transferring payload in multiple chunks"):
/// <code>
/// 10000;chunk-signature=ad80c7...\r\n   (hexadecimal length; the signature is absent from unsigned chunks)
/// ...65536 bytes...\r\n
/// 0;chunk-signature=b6c6ea...\r\n
/// x-amz-checksum-crc32c:wdBDMA==\r\n    (trailers, when announced)
/// x-amz-trailer-signature:...\r\n
/// \r\n
/// </code>
/// Signatures of single chunks are not checked; the checksums are.
/// </summary>
internal sealed class AwsChunkedBody(Stream encoded)
{
    private const int LineBytesMax = 8 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _chunkLeft;
    private bool _ended;

    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>0 at the end, when <see cref="Trailers"/> is complete.</returns>
    /// <exception cref="S3Exception">IncompleteBody or InvalidRequest: the encoding breaks off or is not one.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_chunkLeft == 0 && !await NextChunkAsync(cancellationToken)) return 0;
        var read = await ReadRawAsync(destination[..(int)Math.Min(_chunkLeft, destination.Length)], cancellationToken);
        if (read == 0) throw S3Exception.IncompleteBody();
        _chunkLeft -= read;
        if (_chunkLeft == 0 && (await ReadLineAsync(cancellationToken)).Length > 0) throw S3Exception.InvalidRequest("A chunk is longer than its header says.");
        return read;
    }

    private async ValueTask<bool> NextChunkAsync(CancellationToken cancellationToken)
    {
        if (_ended) return false;
        var header = await ReadLineAsync(cancellationToken);
        var length = Encoding.ASCII.GetBytes(header.Split(';')[0]);
        if (!Utf8Parser.TryParse(length, out _chunkLeft, out var consumed, 'x') || consumed != length.Length || _chunkLeft < 0)
            throw S3Exception.InvalidRequest("A chunk's header has no length.");
        if (_chunkLeft > 0) return true;
        _ended = true;
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } trailer)
        {
            var colon = trailer.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) Trailers[trailer[..colon].Trim()] = trailer[(colon + 1)..].Trim();
        }
        return false;
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken)) throw S3Exception.IncompleteBody();
            var c = (char)_buffer[_start++];
            if (c == '\n') return line.ToString();
            if (c != '\r') line.Append(c);
            if (line.Length > LineBytesMax) throw S3Exception.InvalidRequest("A chunk's header is too long.");
        }
    }

    private async ValueTask<int> ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_start == _end) return await encoded.ReadAsync(destination, cancellationToken);
        var count = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination.Span);
        _start += count;
        return count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await encoded.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}

using System.Buffers;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Cache;

/// <summary>Reads and writes images on the local disk.</summary>
internal static class ObjectImage
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Writes a range in its place; the file, sparse, is made of its full length when there is none.</summary>
    public static async Task WriteAsync(string path, long lengthBytes, long offset, ReadOnlyMemory<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.GetLength(file) < lengthBytes) RandomAccess.SetLength(file, lengthBytes);
        // Not to be cancelled half-way.
        await RandomAccess.WriteAsync(file, content, offset, CancellationToken.None);
    }

    public static byte[] Read(string path, ByteRange range)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[range.Length];
        for (var read = 0; read < content.Length;)
        {
            var count = RandomAccess.Read(file, content.AsSpan(read), range.Offset + read);
            if (count == 0) throw new IOException($"{path} ends at byte {range.Offset + read}.");
            read += count;
        }
        return content;
    }

    /// <returns>Null when the file does not hold all of the range.</returns>
    public static uint? ChecksumOf(string path, ByteRange range)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var checksum = 0u;
            for (var at = range.Offset; at < range.End();)
            {
                var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferBytes, range.End() - at)), at);
                if (count == 0) return null;
                checksum = Checksum.Append(checksum, buffer.AsSpan(0, count));
                at += count;
            }
            return checksum;
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A file with some ranges of another one, in their places, and an end of its own. In between it is sparse.</summary>
    public static void Compose(string from, string to, IReadOnlyList<ByteRange> ranges, ReadOnlySpan<byte> end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var source = File.OpenHandle(from, share: FileShare.ReadWrite | FileShare.Delete);
            using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(target, "PAR1"u8, 0);
            foreach (var range in ranges)
            {
                for (var at = range.Offset; at < range.End();)
                {
                    var count = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(BufferBytes, range.End() - at)), at);
                    if (count == 0) throw new IOException($"{from} ends at byte {at}.");
                    RandomAccess.Write(target, buffer.AsSpan(0, count), at);
                    at += count;
                }
            }
            RandomAccess.Write(target, end, ranges.Count == 0 ? 4 : ranges[^1].End());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

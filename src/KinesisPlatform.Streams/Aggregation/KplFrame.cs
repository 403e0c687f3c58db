using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Hashing;

namespace KinesisPlatform.Streams.Aggregation;

/// <summary>What is around the message of an aggregate: <c>F3 89 9A C2 | message | MD5(message)</c>.</summary>
internal static class KplFrame
{
    /// <summary>Records that one check takes.</summary>
    public const int WindowCount = 64;

    public const int HeadBytes = 4;
    public const int ChecksumBytes = 16;

    public static ReadOnlySpan<byte> Magic => [0xf3, 0x89, 0x9a, 0xc2];

    /// <summary>Finds records whose data begin with the magic number and end with the checksum of what is between, several checksums at a time.</summary>
    /// <param name="count">At most <see cref="WindowCount"/>.</param>
    /// <returns>Bit i is set where record <paramref name="start"/> + i is one.</returns>
    public static ulong FindSound(IReadOnlyList<KinesisRecord> records, int start, int count)
    {
        Window window = default;
        Span<int> places = stackalloc int[WindowCount];
        var found = 0;
        for (var i = 0; i < count; i++)
        {
            var data = records[start + i].Data;
            if (!IsFramed(data.Span)) continue;
            window[found] = data;
            places[found++] = i;
        }
        return found == 0 ? 0 : CheckSums(((Span<ReadOnlyMemory<byte>>)window)[..found], places);
    }

    /// <summary>The same for one.</summary>
    public static bool IsSound(ReadOnlyMemory<byte> data) => IsFramed(data.Span) && CheckSums([data], [0]) != 0;

    /// <summary>Writes the checksums of aggregates that are complete otherwise.</summary>
    public static void Seal(ReadOnlySpan<Memory<byte>> aggregates)
    {
        Span<UInt128> digests = stackalloc UInt128[WindowCount];
        for (var i = 0; i < aggregates.Length; i += WindowCount)
        {
            var some = aggregates[i..Math.Min(aggregates.Length, i + WindowCount)];
            Window window = default;
            for (var j = 0; j < some.Length; j++) window[j] = MessageOf(some[j]);
            Md5Lanes.Hash(((ReadOnlySpan<ReadOnlyMemory<byte>>)window)[..some.Length], digests);
            for (var j = 0; j < some.Length; j++) BinaryPrimitives.WriteUInt128BigEndian(some[j].Span[^ChecksumBytes..], digests[j]);
        }
    }

    private static bool IsFramed(ReadOnlySpan<byte> data) => data.Length > HeadBytes + ChecksumBytes && data.StartsWith(Magic);

    private static ReadOnlyMemory<byte> MessageOf(ReadOnlyMemory<byte> data) => data[HeadBytes..^ChecksumBytes];

    private static ulong CheckSums(Span<ReadOnlyMemory<byte>> framed, ReadOnlySpan<int> places)
    {
        Span<UInt128> expected = stackalloc UInt128[framed.Length];
        Span<UInt128> digests = stackalloc UInt128[framed.Length];
        for (var i = 0; i < framed.Length; i++)
        {
            expected[i] = BinaryPrimitives.ReadUInt128BigEndian(framed[i].Span[^ChecksumBytes..]);
            framed[i] = MessageOf(framed[i]);
        }
        Md5Lanes.Hash(framed, digests);
        var sound = 0UL;
        for (var i = 0; i < framed.Length; i++) if (digests[i] == expected[i]) sound |= 1UL << places[i];
        return sound;
    }

    [InlineArray(WindowCount)]
    private struct Window
    {
        private ReadOnlyMemory<byte> _first;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>Bounds in Iceberg's binary single-value serialization (specification, appendix D), and the hour transform.</summary>
internal static class SingleValue
{
    /// <summary>Longer bounds of text are cut, as Iceberg's <c>truncate(n)</c> metrics are.</summary>
    public const int TextBytesMax = 64;

    private const long MicrosecondsPerHour = 3_600_000_000;

    public static byte[] Int(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static int ReadInt(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    public static byte[] Timestamp(DateTimeOffset value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Microseconds(value));
        return bytes;
    }

    public static DateTimeOffset ReadTimestamp(ReadOnlySpan<byte> bytes) =>
        DateTimeOffset.UnixEpoch.AddTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Hours since 1970, rounded down.</summary>
    public static int Hour(DateTimeOffset value) => checked((int)Math.Floor((decimal)Microseconds(value) / MicrosecondsPerHour));

    public static DateTimeOffset HourStart(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);

    /// <summary>Text that is not greater than <paramref name="utf8"/>.</summary>
    public static byte[] LowerText(ReadOnlySpan<byte> utf8) => utf8[..CutLength(utf8)].ToArray();

    /// <summary>Text that is not less than <paramref name="utf8"/>; null when there is none of that length.</summary>
    public static byte[]? UpperText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= TextBytesMax) return utf8.ToArray();
        var cut = utf8[..CutLength(utf8)].ToArray();
        for (var i = cut.Length - 1; i >= 0; i--)
        {
            // Only ASCII is raised: the next code point of any other character may need another number of bytes.
            if (cut[i] >= 0x7F) continue;
            cut[i]++;
            return cut[..(i + 1)];
        }
        return null;
    }

    public static string ReadText(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static int CutLength(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= TextBytesMax) return utf8.Length;
        var length = TextBytesMax;
        while (length > 0 && (utf8[length] & 0xC0) == 0x80) length--;
        return length;
    }

    private static long Microseconds(DateTimeOffset value)
    {
        var (microseconds, rest) = Math.DivRem(value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);
        return rest < 0 ? microseconds - 1 : microseconds;
    }
}

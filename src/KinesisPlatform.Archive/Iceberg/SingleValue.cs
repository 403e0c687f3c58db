using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>Bounds in Iceberg's binary single-value serialization (specification, appendix D), and the hour transform.</summary>
internal static class SingleValue
{
    /// <summary>Longer bounds of text are cut as Iceberg's metrics mode <c>truncate(16)</c> does, counted in Unicode code points.</summary>
    public const int TextCharactersMax = 16;

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
    public static byte[] LowerText(ReadOnlySpan<byte> utf8, int charactersMax = TextCharactersMax) => utf8[..CutLength(utf8, charactersMax)].ToArray();

    /// <summary>Text that is not less than <paramref name="utf8"/>; null when there is none of that length.</summary>
    public static byte[]? UpperText(ReadOnlySpan<byte> utf8, int charactersMax = TextCharactersMax)
    {
        var cut = utf8[..CutLength(utf8, charactersMax)];
        if (cut.Length == utf8.Length) return utf8.ToArray();
        // The last character that has a next one becomes that, and what follows it goes: UTF-8 sorts as code points do.
        while (Rune.DecodeLastFromUtf8(cut, out var last, out var length) is var status && length > 0)
        {
            cut = cut[..^length];
            if (status == OperationStatus.Done && Next(last) is { } next) return [.. cut, .. Encoding.UTF8.GetBytes(next.ToString())];
        }
        return null;
    }

    public static string ReadText(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    // Code points skip the surrogates.
    private static Rune? Next(Rune rune) => rune.Value == 0x10FFFF ? null : new Rune(rune.Value == 0xD7FF ? 0xE000 : rune.Value + 1);

    private static int CutLength(ReadOnlySpan<byte> utf8, int charactersMax)
    {
        if (utf8.Length <= charactersMax) return utf8.Length;
        var length = 0;
        for (var characters = 0; characters < charactersMax && length < utf8.Length; characters++)
        {
            Rune.DecodeFromUtf8(utf8[length..], out _, out var next);
            length += next;
        }
        return length;
    }

    private static long Microseconds(DateTimeOffset value)
    {
        var (microseconds, rest) = Math.DivRem(value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);
        return rest < 0 ? microseconds - 1 : microseconds;
    }
}

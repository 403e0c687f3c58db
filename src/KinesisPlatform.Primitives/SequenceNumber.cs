using System.Globalization;
using System.Text;

namespace KinesisPlatform;

/// <summary>
/// A record's sequence number: a decimal number, compared as a number, of at most 57 digits. Kinesis issues 56 (186 bits), too many for
/// <see cref="UInt128"/>; three base-10^19 limbs make comparing, parsing and formatting cheap and need no allocation.
/// </summary>
public readonly record struct SequenceNumber : IComparable<SequenceNumber>, ISpanFormattable, IUtf8SpanFormattable
{
    public const int DigitsMax = 3 * LimbDigits;
    private const int LimbDigits = 19;

    private readonly ulong _high, _middle, _low;

    private SequenceNumber(ulong high, ulong middle, ulong low) => (_high, _middle, _low) = (high, middle, low);

    public static SequenceNumber Zero => default;

    /// <exception cref="FormatException">Not a decimal number of 1 to 57 digits without leading zeros.</exception>
    public static SequenceNumber Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a sequence number: a decimal number of at most {DigitsMax} digits.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static SequenceNumber Parse(ReadOnlySpan<byte> utf8) =>
        TryParse(utf8, out var value) ? value : throw new FormatException($"'{Encoding.UTF8.GetString(utf8)}' is not a sequence number: a decimal number of at most {DigitsMax} digits.");

    public static bool TryParse(ReadOnlySpan<char> text, out SequenceNumber value)
    {
        value = default;
        if (text.Length > DigitsMax) return false;
        Span<byte> digits = stackalloc byte[DigitsMax];
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
            digits[i] = (byte)text[i];
        }
        return TryParse(digits[..text.Length], out value);
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, out SequenceNumber value)
    {
        value = default;
        // A leading zero would not survive the round trip to text.
        if (utf8.Length is 0 or > DigitsMax || (utf8[0] == '0' && utf8.Length > 1)) return false;
        var lowStart = Math.Max(0, utf8.Length - LimbDigits);
        var middleStart = Math.Max(0, lowStart - LimbDigits);
        if (!TryLimb(utf8[..middleStart], out var high) || !TryLimb(utf8[middleStart..lowStart], out var middle) || !TryLimb(utf8[lowStart..], out var low)) return false;
        value = new(high, middle, low);
        return true;
    }

    public int CompareTo(SequenceNumber other)
    {
        var byHigh = _high.CompareTo(other._high);
        if (byHigh != 0) return byHigh;
        var byMiddle = _middle.CompareTo(other._middle);
        return byMiddle != 0 ? byMiddle : _low.CompareTo(other._low);
    }

    public override string ToString()
    {
        Span<char> text = stackalloc char[DigitsMax];
        TryFormat(text, out var written, default, null);
        return new(text[..written]);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> utf8 = stackalloc byte[DigitsMax];
        TryFormat(utf8, out var length, format, provider);
        charsWritten = length <= destination.Length ? Encoding.ASCII.GetChars(utf8[..length], destination) : 0;
        return charsWritten > 0;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        return Append(utf8Destination, _high, false, ref bytesWritten)
            && Append(utf8Destination, _middle, _high != 0, ref bytesWritten)
            && Append(utf8Destination, _low, (_high | _middle) != 0, ref bytesWritten)
            && (bytesWritten > 0 || AppendZero(utf8Destination, ref bytesWritten));
    }

    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) < 0;
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) > 0;
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) <= 0;
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) >= 0;

    private static bool TryLimb(ReadOnlySpan<byte> digits, out ulong limb)
    {
        limb = 0;
        foreach (var digit in digits)
        {
            var value = (uint)(digit - '0');
            if (value > 9) return false;
            limb = limb * 10 + value;
        }
        return true;
    }

    private static bool Append(Span<byte> destination, ulong limb, bool padded, ref int written)
    {
        if (limb == 0 && !padded) return true;
        var ok = limb.TryFormat(destination[written..], out var count, padded ? "D19" : default, CultureInfo.InvariantCulture);
        written += count;
        return ok;
    }

    private static bool AppendZero(Span<byte> destination, ref int written)
    {
        if (destination.IsEmpty) return false;
        destination[written++] = (byte)'0';
        return true;
    }
}

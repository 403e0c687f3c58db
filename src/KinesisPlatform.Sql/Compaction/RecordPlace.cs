using System.Runtime.InteropServices;

namespace KinesisPlatform.Sql.Compaction;

/// <summary>What tells which of two records is the later one: sequence number and sub-sequence number as numbers, 57 decimal digits in three words, the most significant first. Kinesis' sequence numbers have 56.</summary>
/// <param name="Time">Decides before the others do; the same for all records where sequence numbers alone decide.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct RecordPlace(long Time, ulong High, ulong Middle, ulong Low, int Sub) : IComparable<RecordPlace>
{
    private const int WordDigits = 19;

    /// <param name="digits">ASCII, as the archive's column holds it.</param>
    /// <exception cref="NotSupportedException">More digits than Kinesis ever gave, or none of them a digit.</exception>
    public static RecordPlace Of(long time, ReadOnlySpan<byte> digits, int sub)
    {
        if (digits.Length is 0 or > 3 * WordDigits) throw new NotSupportedException($"A sequence number of {digits.Length} digits cannot be compared; at most {3 * WordDigits} can.");
        var low = Parse(digits[Math.Max(0, digits.Length - WordDigits)..]);
        if (digits.Length <= WordDigits) return new(time, 0, 0, low, sub);
        var middle = Parse(digits[Math.Max(0, digits.Length - 2 * WordDigits)..^WordDigits]);
        return new(time, digits.Length <= 2 * WordDigits ? 0 : Parse(digits[..^(2 * WordDigits)]), middle, low, sub);
    }

    public int CompareTo(RecordPlace other)
    {
        if (Time != other.Time) return Time < other.Time ? -1 : 1;
        if (High != other.High) return High < other.High ? -1 : 1;
        if (Middle != other.Middle) return Middle < other.Middle ? -1 : 1;
        return Low != other.Low ? (Low < other.Low ? -1 : 1) : Sub.CompareTo(other.Sub);
    }

    private static ulong Parse(ReadOnlySpan<byte> digits)
    {
        var value = 0ul;
        foreach (var digit in digits)
        {
            var number = (uint)(digit - '0');
            if (number > 9) throw new NotSupportedException("A sequence number is not a decimal number.");
            value = value * 10 + number;
        }
        return value;
    }
}

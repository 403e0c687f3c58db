using System.Diagnostics.CodeAnalysis;

namespace KinesisPlatform.Consumer.Records;

/// <summary>
/// A Kinesis sequence number: a decimal number of at most 129 digits without leading zeros (Kinesis API reference, Record), compared as a number.
/// The default is 0.
/// </summary>
public readonly struct SequenceNumber : IComparable<SequenceNumber>, IEquatable<SequenceNumber>
{
    public const int DigitsMax = 129;

    private readonly string? _digits;

    private SequenceNumber(string digits) => _digits = digits;

    private string Digits => _digits ?? "0";

    /// <exception cref="FormatException">Not a decimal number of 1 to 129 digits without leading zeros.</exception>
    public static SequenceNumber Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"Not a sequence number: a decimal number of at most {DigitsMax} digits without leading zeros.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SequenceNumber value)
    {
        value = default;
        if (text is not { Length: > 0 and <= DigitsMax } || text.AsSpan().ContainsAnyExceptInRange('0', '9') || (text[0] == '0' && text.Length > 1)) return false;
        value = new(text);
        return true;
    }

    // Without leading zeros, the longer number is the greater.
    public int CompareTo(SequenceNumber other)
    {
        var byLength = Digits.Length.CompareTo(other.Digits.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(Digits, other.Digits);
    }

    public bool Equals(SequenceNumber other) => Digits == other.Digits;

    public override bool Equals(object? obj) => obj is SequenceNumber other && Equals(other);

    public override int GetHashCode() => Digits.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Digits;

    public static bool operator ==(SequenceNumber left, SequenceNumber right) => left.Equals(right);
    public static bool operator !=(SequenceNumber left, SequenceNumber right) => !left.Equals(right);
    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) < 0;
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) > 0;
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) <= 0;
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) >= 0;
}

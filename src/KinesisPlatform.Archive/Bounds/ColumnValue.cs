using System.Globalization;
using System.Text;

namespace KinesisPlatform.Archive.Bounds;

/// <summary>A value that bounds are compared with: a whole number (timestamps are microseconds since 1970), a number with a fraction, or UTF-8 text.</summary>
public readonly struct ColumnValue
{
    // Beyond it not every whole number is a double of its own.
    private const long ExactMax = 1L << 53;

    private readonly byte[]? _text;
    private readonly double? _number;
    private readonly long _whole;

    private ColumnValue(long whole, double? number, byte[]? text) => (_whole, _number, _text) = (whole, number, text);

    public static ColumnValue Whole(long value) => new(value, null, null);

    public static ColumnValue Number(double value) => new(0, value, null);

    public static ColumnValue Text(ReadOnlySpan<byte> utf8) => new(0, null, utf8.ToArray());

    public static ColumnValue Timestamp(DateTimeOffset value) => new(Microseconds(value), null, null);

    /// <summary>The whole number; null when this is something else.</summary>
    public long? WholeNumber => _text is null && _number is null ? _whole : null;

    /// <summary>
    /// Whether no value like this one is above, or equal to, any like <paramref name="other"/>: only where that holds however the two are compared. An engine may compare whole numbers as
    /// doubles, which makes some equal that are not; so numbers that are near each other count as equal, unless both are exact.
    /// </summary>
    /// <param name="orEqual">Equal values count as below.</param>
    public bool IsBelow(ColumnValue other, bool orEqual)
    {
        if (_text is not null || other._text is not null)
        {
            if (_text is null || other._text is null) return false;
            var order = _text.AsSpan().SequenceCompareTo(other._text);
            return order < 0 || (orEqual && order == 0);
        }
        if (IsExact && other.IsExact) return _whole < other._whole || (orEqual && _whole == other._whole);
        return AsDouble < other.AsDouble;
    }

    public override string ToString() => _text is not null ? Encoding.UTF8.GetString(_text) : _number?.ToString(CultureInfo.InvariantCulture) ?? _whole.ToString(CultureInfo.InvariantCulture);

    private bool IsExact => _number is null && _whole is > -ExactMax and < ExactMax;

    private double AsDouble => _number ?? _whole;

    private static long Microseconds(DateTimeOffset value)
    {
        var (microseconds, rest) = Math.DivRem(value.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);
        return rest < 0 ? microseconds - 1 : microseconds;
    }
}

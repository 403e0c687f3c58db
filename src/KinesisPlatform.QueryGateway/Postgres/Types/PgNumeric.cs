using System.Globalization;
using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>
/// A numeric on the wire: number of digits, weight of the first, sign, digits behind the point to show, then the digits, each of base 10,000 and 16 bits
/// (PostgreSQL's numeric_send).
/// </summary>
internal static class PgNumeric
{
    private const int DigitsPerGroup = 4;
    private const int Negative = 0x4000;
    private const int Special = 0xC000;

    /// <param name="text">Digits with an optional sign and point.</param>
    public static void Write(MessageWriter writer, string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (digits, "") : (digits[..point], digits[(point + 1)..]);
        var scale = fraction.Length;
        whole = whole.TrimStart('0');
        whole = whole.PadLeft(RoundUp(whole.Length), '0');
        var groups = Groups(whole + fraction.PadRight(RoundUp(fraction.Length), '0'));
        var weight = whole.Length / DigitsPerGroup - 1;
        var first = groups.TakeWhile(group => group == 0).Count();
        var last = groups.Count - groups.AsEnumerable().Reverse().TakeWhile(group => group == 0).Count();
        var count = Math.Max(0, last - first);

        writer.WriteInt16(count);
        writer.WriteInt16(count == 0 ? 0 : weight - first);
        writer.WriteInt16(isNegative && count > 0 ? Negative : 0);
        writer.WriteInt16(scale);
        for (var i = first; i < last; i++) writer.WriteInt16(groups[i]);
    }

    /// <exception cref="PostgresException">NaN, infinity, or not the form.</exception>
    public static string Read(MessageBody body)
    {
        var (count, weight, sign, scale) = (body.ReadCount(), body.ReadInt16(), body.ReadCount(), body.ReadCount());
        if ((sign & Special) == Special) throw new PostgresException(SqlState.NumericValueOutOfRange, "NaN and infinity have no place in a DECIMAL: pass the parameter as float8.");
        if (count > 20 || Math.Abs((int)weight) > 20 || scale > 38) throw new PostgresException(SqlState.NumericValueOutOfRange, "A numeric may have 38 digits.");
        var groups = new int[count];
        for (var i = 0; i < count; i++) groups[i] = body.ReadInt16();

        var text = new StringBuilder(sign == Negative ? "-" : "");
        if (weight < 0) text.Append('0');
        for (var i = 0; i <= weight; i++) text.Append(Group(groups, i).ToString(i == 0 ? "D" : "D4", CultureInfo.InvariantCulture));
        if (scale == 0) return text.ToString();
        var fraction = new StringBuilder();
        for (var i = weight + 1; fraction.Length < scale; i++) fraction.Append(CultureInfo.InvariantCulture, $"{Group(groups, i):D4}");
        return text.Append('.').Append(fraction.ToString(0, scale)).ToString();
    }

    private static int Group(int[] groups, int index) => index >= 0 && index < groups.Length ? groups[index] : 0;

    private static int RoundUp(int digits) => (digits + DigitsPerGroup - 1) / DigitsPerGroup * DigitsPerGroup;

    private static List<int> Groups(string digits) =>
        [.. Enumerable.Range(0, digits.Length / DigitsPerGroup).Select(i => int.Parse(digits.AsSpan(i * DigitsPerGroup, DigitsPerGroup), CultureInfo.InvariantCulture))];
}

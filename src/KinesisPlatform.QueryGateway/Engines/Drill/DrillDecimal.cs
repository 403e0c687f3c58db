using System.Globalization;
using System.Text.RegularExpressions;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>A decimal number as Drill writes it, every digit, small ones with an exponent: <c>-1E-38</c>.</summary>
internal static partial class DrillDecimal
{
    private const int ExponentMax = 100;

    /// <param name="scale">Digits behind the point that it gets at least; null for those that it has.</param>
    public static object Read(string text, int? scale)
    {
        if (NumberPattern().Match(text) is not { Success: true } match) throw new FormatException($"'{text}' is no decimal number.");
        var exponent = match.Groups["exponent"] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
        if (Math.Abs(exponent) > ExponentMax) throw new FormatException($"'{text}' is no decimal number of at most 38 digits.");
        var (whole, fraction) = (match.Groups["whole"].Value, match.Groups["fraction"].Value);
        if (exponent < 0)
        {
            var digits = whole.PadLeft(1 - exponent, '0');
            (whole, fraction) = (digits[..^-exponent], digits[^-exponent..] + fraction);
        }
        else
        {
            var digits = fraction.PadRight(exponent, '0');
            (whole, fraction) = (whole + digits[..exponent], digits[exponent..]);
        }
        whole = whole.TrimStart('0') is { Length: > 0 } significant ? significant : "0";
        fraction = fraction.PadRight(scale ?? 0, '0');
        var plain = $"{match.Groups["sign"].Value}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}";
        // decimal rounds what has more digits than it; what comes back as it went in was not rounded.
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) && exact.ToString(CultureInfo.InvariantCulture) == plain ? exact : new QueryNumber(plain);
    }

    [GeneratedRegex(@"\A(?<sign>-?)(?<whole>\d+)(\.(?<fraction>\d+))?([eE](?<exponent>[+-]?\d+))?\z")]
    private static partial Regex NumberPattern();
}

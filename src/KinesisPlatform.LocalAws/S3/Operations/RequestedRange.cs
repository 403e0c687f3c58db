using System.Globalization;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>A <c>Range</c> header: <c>bytes=0-99</c>, <c>bytes=100-</c> or <c>bytes=-100</c> (RFC 9110, section 14). S3 serves one range and ignores what it cannot read.</summary>
internal static partial class RequestedRange
{
    /// <returns>Null for the whole object.</returns>
    /// <exception cref="S3Exception">InvalidRange: the object has none of the bytes.</exception>
    public static (long Offset, long Length)? Parse(string? header, long lengthBytes)
    {
        if (header is null || Pattern().Match(header) is not { Success: true } match) return null;
        var first = Number(match.Groups["first"]);
        var last = Number(match.Groups["last"]);
        if (first is null && last is null) return null;
        if (first > last) return null;
        var offset = first ?? Math.Max(0, lengthBytes - last!.Value);
        var end = first is null || last is null || last >= lengthBytes ? lengthBytes : last.Value + 1;
        return offset < end ? (offset, end - offset) : throw S3Exception.InvalidRange(header, lengthBytes);
    }

    private static long? Number(Group group) =>
        group.Length > 0 && long.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"\Abytes=(?<first>[0-9]*)-(?<last>[0-9]*)\z")]
    private static partial Regex Pattern();
}

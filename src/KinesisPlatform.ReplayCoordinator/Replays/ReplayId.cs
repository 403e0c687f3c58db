using System.Globalization;
using System.Text.RegularExpressions;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Ids such as <c>20260101T120000123Z-5f3a9c</c>: the time of the request to the millisecond, so that ids order as jobs do, and six random digits.</summary>
internal static partial class ReplayId
{
    public static string Create(DateTimeOffset requestedAt, Random random) => string.Create(CultureInfo.InvariantCulture,
        $"{requestedAt.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{random.Next(0x1000000):x6}");

    public static bool IsValid(string? value) => value is not null && Pattern().IsMatch(value);

    /// <returns>Null for what is no id.</returns>
    public static DateTimeOffset? RequestedAt(string id) =>
        IsValid(id) && DateTimeOffset.TryParseExact(id.AsSpan(0, 19), "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{9}Z-[0-9a-f]{6}\z")]
    private static partial Regex Pattern();
}

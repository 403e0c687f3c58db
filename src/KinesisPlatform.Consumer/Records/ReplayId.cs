using System.Text.RegularExpressions;

namespace KinesisPlatform.Consumer.Records;

/// <summary>
/// Ids such as <c>20260101T120000123Z-5f3a9c</c>: the time of the request, and six random digits. Of fixed width, so that their text orders as the
/// replays were requested; an id of any other form would order wrongly and is refused.
/// </summary>
internal static partial class ReplayId
{
    public static bool IsValid(string? value) => value is not null && Pattern().IsMatch(value);

    [GeneratedRegex(@"\A[1-9][0-9]{7}T[0-9]{9}Z-[0-9a-f]{6}\z")]
    private static partial Regex Pattern();
}

using System.Globalization;

namespace KinesisPlatform.Archive.Tables;

/// <summary>The time before which the archive was cut: records that arrived earlier may be gone, later ones are all there. A table property, and in the summary of the snapshot that cut.</summary>
internal static class CutProperty
{
    public const string Key = "kinesis.cut-before";

    public static DateTimeOffset? Read(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue(Key, out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null;

    /// <summary>A cut with an earlier time than one before changes nothing.</summary>
    public static void Advance(Dictionary<string, string> properties, DateTimeOffset before)
    {
        if (Read(properties) is not { } earlier || earlier < before) properties[Key] = before.ToString("O", CultureInfo.InvariantCulture);
    }
}

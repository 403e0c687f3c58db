using System.Globalization;

namespace KinesisPlatform.Archive.Tables;

/// <summary>When the table was created, as a table property: versions without any record follow one another too, and the metadata log is bounded.</summary>
internal static class CreatedProperty
{
    public const string Key = "kinesis.created-at";

    public static string Format(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Read(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue(Key, out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null;
}

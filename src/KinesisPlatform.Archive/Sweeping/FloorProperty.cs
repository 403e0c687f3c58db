using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Sweeping;

/// <summary>
/// The floor a sweeper committed: files written before it that no snapshot had then can never come into the table again, because a commit whose files were begun under an earlier floor
/// writes them anew. That, and no clock of ours, makes it safe to delete them.
/// </summary>
/// <remarks>{"time":"2026-01-01T12:00:00+00:00","committed-at":"2026-01-01T12:00:07.123+00:00","metadata-file":"00042-....metadata.json"}</remarks>
/// <param name="Time">By the store's clock, just before the floor was committed. Grows with each floor.</param>
/// <param name="CommittedAt">By the sweeper's clock.</param>
/// <param name="MetadataFile">Of the version before: what it refers to is kept until the next floor.</param>
internal sealed record FloorProperty(DateTimeOffset Time, DateTimeOffset CommittedAt, string MetadataFile)
{
    public const string Key = "kinesis.sweep-floor";

    public string Format() => JsonSerializer.Serialize(this, KebabCaseJson.Options);

    /// <exception cref="JsonException">Not a floor.</exception>
    public static FloorProperty? Read(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue(Key, out var json) ? JsonSerializer.Deserialize<FloorProperty>(json, KebabCaseJson.Options) : null;
}

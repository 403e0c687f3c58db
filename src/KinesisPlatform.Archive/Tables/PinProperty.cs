using System.Text.Json;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// What a tag pins: its version's metadata file, which has the files and the checkpoints exactly as of then (a tag alone names the snapshot only, and checkpoints advance without
/// one). Whoever deletes metadata files keeps those named here.
/// </summary>
internal sealed record PinProperty(long Version, string MetadataFile)
{
    private const string KeyPrefix = "kinesis.pin.";

    public static int Count(TableMetadata metadata) => metadata.Properties.Keys.Count(key => key.StartsWith(KeyPrefix, StringComparison.Ordinal));

    public static IEnumerable<PinProperty> All(TableMetadata metadata) =>
        metadata.Properties.Where(property => property.Key.StartsWith(KeyPrefix, StringComparison.Ordinal)).Select(property => Parse(property.Value));

    public static PinProperty? Find(TableMetadata metadata, string tag) =>
        metadata.Properties.TryGetValue(KeyPrefix + tag, out var json) ? Parse(json) : null;

    private static PinProperty Parse(string json) => JsonSerializer.Deserialize<PinProperty>(json, KebabCaseJson.Options) ?? throw new JsonException("A pin is null.");

    public static TableMetadata Add(TableMetadata metadata, string tag, PinProperty pin, long? snapshotId)
    {
        var properties = metadata.Properties.ToDictionary();
        properties[KeyPrefix + tag] = JsonSerializer.Serialize(pin, KebabCaseJson.Options);
        var refs = metadata.Refs.ToDictionary();
        if (snapshotId is { } id) refs[tag] = new(id, "tag");
        return metadata with { Properties = properties, Refs = refs };
    }

    public static TableMetadata Remove(TableMetadata metadata, string tag)
    {
        var properties = metadata.Properties.ToDictionary();
        properties.Remove(KeyPrefix + tag);
        var refs = metadata.Refs.ToDictionary();
        refs.Remove(tag);
        return metadata with { Properties = properties, Refs = refs };
    }
}

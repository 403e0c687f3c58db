using System.Text.Json;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>JSON with member names as Iceberg writes them.</summary>
internal static class KebabCaseJson
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower };
}

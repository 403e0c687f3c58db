using System.Text;
using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>The job's own members, ready to be spliced into an object.</summary>
internal sealed class AnnotationMembers
{
    public AnnotationMembers(JsonElement? annotate)
    {
        var members = annotate is { ValueKind: JsonValueKind.Object } o ? [.. o.EnumerateObject()] : Array.Empty<JsonProperty>();
        Names = [.. members.Select(m => Encoding.UTF8.GetBytes(m.Name))];
        Overwrites = members.Any(m => m.NameEquals("overwrite"u8) && m.Value.ValueKind == JsonValueKind.True);
        Text = Encoding.UTF8.GetBytes(string.Concat(members.Select(m => $",{JsonSerializer.Serialize(m.Name)}:{m.Value.GetRawText()}")));
    }

    /// <summary>UTF-8, not escaped.</summary>
    public IReadOnlyList<byte[]> Names { get; }

    /// <summary>Whether the job's records beat newer ones, up to the fence: it adds <c>"overwrite": true</c>.</summary>
    public bool Overwrites { get; }

    /// <summary>Each member with a comma in front; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Text { get; }
}

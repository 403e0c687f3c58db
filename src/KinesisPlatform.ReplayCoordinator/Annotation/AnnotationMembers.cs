using System.Text;
using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>The job's own members, ready to be spliced into an object.</summary>
internal sealed class AnnotationMembers
{
    /// <param name="under">The one root member whose value they become; null to put them at the root.</param>
    public AnnotationMembers(JsonElement? annotate, string? under = null)
    {
        var members = annotate is { ValueKind: JsonValueKind.Object } o ? [.. o.EnumerateObject()] : Array.Empty<JsonProperty>();
        IReadOnlyList<(string Name, string Value)> roots = under is not null && annotate is { } whole ? [(under, whole.GetRawText())] : [.. members.Select(m => (m.Name, m.Value.GetRawText()))];
        Names = [.. roots.Select(m => Encoding.UTF8.GetBytes(m.Name))];
        Overwrites = members.Any(m => m.NameEquals("overwrite"u8) && m.Value.ValueKind == JsonValueKind.True);
        Text = Encoding.UTF8.GetBytes(string.Concat(roots.Select(m => $",{JsonSerializer.Serialize(m.Name)}:{m.Value}")));
    }

    /// <summary>UTF-8, not escaped.</summary>
    public IReadOnlyList<byte[]> Names { get; }

    /// <summary>Whether the job's records beat newer ones, up to the fence: it adds <c>"overwrite": true</c>.</summary>
    public bool Overwrites { get; }

    /// <summary>Each member with a comma in front; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Text { get; }
}

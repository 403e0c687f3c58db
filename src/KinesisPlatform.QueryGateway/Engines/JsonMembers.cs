using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>Members of what an engine answers, which may hold anything.</summary>
internal static class JsonMembers
{
    /// <returns>Null where there is no such member, or no text in it.</returns>
    public static string? Text(this JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}

using System.Text.Json.Nodes;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>How what differs goes over what it differs from: RFC 7396. Objects are merged, null takes a member away, everything else replaces.</summary>
internal static class JsonMergePatch
{
    /// <returns>A new object that shares nothing with either.</returns>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null) result.Remove(name);
            else if (value is JsonObject inner) result[name] = Apply(result[name] as JsonObject ?? [], inner);
            else result[name] = value.DeepClone();
        }
        return result;
    }
}

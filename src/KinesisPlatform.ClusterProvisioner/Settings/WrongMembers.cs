using System.Text.Json.Nodes;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>Members that a schema finds wrong, by their paths: <c>instances.core.types[0].weight</c>.</summary>
internal static class WrongMembers
{
    /// <returns>A copy without them; of a list with a wrong item nothing is left.</returns>
    public static JsonObject TakenFrom(JsonObject settings, IReadOnlyList<string> paths)
    {
        var rest = (JsonObject)settings.DeepClone();
        foreach (var path in paths) Remove(rest, path.Split('[')[0].Split('.'));
        return rest;
    }

    /// <summary>Whether a member, something in it or what it is in, is among them.</summary>
    public static bool Concern(IReadOnlyList<string> paths, string member) => paths.Any(path => IsIn(path, member) || IsIn(member, path));

    private static bool IsIn(string path, string outer) => path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] is '.' or '[');

    private static void Remove(JsonObject settings, string[] names)
    {
        var inner = settings;
        foreach (var name in names[..^1])
        {
            if (inner[name] is not JsonObject next)
            {
                // A name with a dot in it: the whole then.
                settings.Remove(names[0]);
                return;
            }
            inner = next;
        }
        if (!inner.Remove(names[^1])) settings.Remove(names[0]);
    }
}

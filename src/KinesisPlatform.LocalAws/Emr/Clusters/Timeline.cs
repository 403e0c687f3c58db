using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>Times in seconds since 1970, those that have come.</summary>
internal static class Timeline
{
    /// <param name="middleName">What the time between creation and end is called: ready, or started.</param>
    public static JsonObject Of(DateTimeOffset createdAt, string middleName, DateTimeOffset? middle, DateTimeOffset? endedAt)
    {
        var timeline = new JsonObject { ["CreationDateTime"] = Seconds(createdAt) };
        if (middle is { } at) timeline[middleName] = Seconds(at);
        if (endedAt is { } end) timeline["EndDateTime"] = Seconds(end);
        return timeline;
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>S3 keeps no fraction of a second: the times in headers and in listings agree.</summary>
internal static class WholeSeconds
{
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond));
    }
}

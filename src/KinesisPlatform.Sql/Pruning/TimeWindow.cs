namespace KinesisPlatform.Sql.Pruning;

/// <summary>When a statement's <c>now()</c> may be: the worker takes it from its own clock as it begins.</summary>
internal sealed record TimeWindow(DateTimeOffset From, DateTimeOffset To)
{
    // Clocks are put right now and then.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NoTimeout = TimeSpan.FromDays(365);

    /// <param name="timeout">Of the statement; null for none.</param>
    public static TimeWindow Of(TimeSpan? timeout)
    {
        // The worker's clock is the system's, whatever this process is told the time is.
        var now = TimeProvider.System.GetUtcNow();
        return new(now - Slack, now + (timeout ?? NoTimeout) + Slack);
    }
}

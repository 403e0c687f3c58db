namespace KinesisPlatform.Archiver.Maintenance;

/// <summary>A table in the care of this archiver: what was done, and when the next run is due. That is judged anew at every look, so that a changed interval takes effect at once. Immutable.</summary>
/// <param name="Status">Of the last run that did something; its next time is not kept.</param>
/// <param name="EndedAt">When the last attempt ended, or when this archiver took the table over.</param>
/// <param name="FailureCount">In a row.</param>
internal sealed record TableTurn(MaintenanceStatus Status, DateTimeOffset EndedAt, int FailureCount)
{
    public static TableTurn Of(DateTimeOffset takenOverAt) => new(MaintenanceStatus.Waiting(takenOverAt), takenOverAt, 0);

    public static TableTurn After(MaintenanceStatus run, DateTimeOffset at) => new(run, at, 0);

    public TableTurn Failed(string reason, DateTimeOffset at) => new(Status with { Error = reason }, at, FailureCount + 1);

    /// <param name="interval">As it is set now.</param>
    public DateTimeOffset NextAt(TimeSpan interval, ArchiverOptions options)
    {
        if (FailureCount > 0) return EndedAt + TimeSpan.FromTicks(Math.Min(interval.Ticks, options.RetryDelay.Ticks << Math.Min(FailureCount, 20)));
        // A table that is new here waits a while: after a start of many archivers shards may still move.
        if (Status.StartedAt is not { } startedAt) return EndedAt + options.MaintenanceDelay;
        // What one run's bound left is taken up at once, after the other tables' turns.
        return Status is { LeftMerges: > 0, Merges: > 0 } ? EndedAt : startedAt + interval;
    }
}

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>How fast a replay goes, however many parts run. Of several limits the lowest holds at each moment.</summary>
internal sealed record ReplayPace
{
    public double? RecordsPerSecond { get; init; }

    /// <summary>Of what is put: payload with annotation, and partition key.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>
    /// Above 0 to 1: of what the target has free. Free is what Kinesis grants its open shards (1,000 records and 1 MiB a second each), less what throttled answers show that others use.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>1: as originally spaced by arrival; 10: ten times faster.</summary>
    public double? Speed { get; init; }
}

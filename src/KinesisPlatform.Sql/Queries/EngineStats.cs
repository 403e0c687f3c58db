namespace KinesisPlatform.Sql.Queries;

/// <summary>What an external engine says of a query.</summary>
public sealed class EngineStats
{
    public required string Engine { get; init; }

    /// <summary>The engine's own id of the query, by which its console and logs know it; null where it has not said.</summary>
    public string? QueryId { get; set; }

    public long? ReadRowCount { get; set; }

    /// <summary>From the object store.</summary>
    public long? ReadBytes { get; set; }

    public long? MemoryBytes { get; set; }

    public TimeSpan? CpuTime { get; set; }

    public TimeSpan? QueuedTime { get; set; }

    /// <summary>What the engine wants said besides the result; a bounded number.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Null where the query did not ask for it.</summary>
    public FreshStats? Fresh { get; set; }
}

/// <summary>What making archives fresh took.</summary>
/// <param name="UpTo">Every record that arrived before is in the archive's table.</param>
public sealed record FreshStats(DateTimeOffset UpTo, TimeSpan Elapsed, IReadOnlyList<FreshStream> Streams);

/// <param name="Version">Of the archive's table that holds all of it; null where the stream is gone and has no archive.</param>
/// <param name="IsFlushed">It had to be committed first.</param>
public sealed record FreshStream(StreamName Stream, long? Version, bool IsFlushed);

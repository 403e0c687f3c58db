namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>What one query took.</summary>
/// <param name="Cpu">Of the process that ran it; of the gateway and its workers, in ticks of 10 ms: repeat what is shorter.</param>
/// <param name="Answer">Its rows as text: the same on every side.</param>
/// <param name="Bytes">Fetched, or read where files are local.</param>
/// <param name="FullBytes">Of all files.</param>
internal sealed record QueryCost(TimeSpan Cpu, TimeSpan Wall, string Answer, long Bytes, long FullBytes)
{
    /// <summary>Bytes of the columns and row groups looked at, fetched or not.</summary>
    public long NeededBytes { get; init; } = Bytes;

    public long RequestCount { get; init; }
}

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>What was read of a stream.</summary>
internal readonly record struct PassTotal(long RecordCount, long PayloadBytes);

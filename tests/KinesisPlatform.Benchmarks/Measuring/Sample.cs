namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>What one side did in one round.</summary>
/// <param name="Figure">In the benchmark's unit.</param>
/// <param name="AllocatedBytesPerRecord">Null where the side's runtime does not say.</param>
internal readonly record struct Sample(double Figure, double? AllocatedBytesPerRecord);

namespace KinesisPlatform.Benchmarks;

/// <summary>What one side did in one case, over all rounds.</summary>
/// <param name="Median">In the unit of the <see cref="BenchmarkResult"/>, as are the smallest and the largest.</param>
/// <param name="AllocatedBytesPerRecord">Null where the side's runtime does not say.</param>
/// <param name="OursTimes">How many times as fast ours is: the median of each round's own ratio. Null for ours.</param>
internal sealed record BenchmarkRow(string Case, string Side, double Median, double Min, double Max, double? AllocatedBytesPerRecord, double? OursTimes);

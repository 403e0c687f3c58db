namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>One of those compared.</summary>
internal sealed record Side(string Name, Func<CancellationToken, Task<Sample>> MeasureAsync);

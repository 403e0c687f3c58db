namespace KinesisPlatform.Benchmarks;

/// <summary>One number beside the rows that were compared.</summary>
internal sealed record BenchmarkFigure(string Name, double Value, string Unit);

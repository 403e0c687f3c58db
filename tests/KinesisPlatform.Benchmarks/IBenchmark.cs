namespace KinesisPlatform.Benchmarks;

/// <summary>One command of this program.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>What it compares, in one line.</summary>
    string Summary { get; }

    /// <exception cref="InvalidOperationException">A side read or wrote something else than was asked for, or its process failed.</exception>
    Task<BenchmarkResult> RunAsync(int roundCount, CancellationToken cancellationToken);
}

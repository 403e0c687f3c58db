namespace KinesisPlatform.Benchmarks;

/// <summary>One command of this program.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>What it compares, in one line.</summary>
    string Summary { get; }

    /// <summary>Options of this benchmark alone, such as <c>--shards 1,16</c>, and what they ask for; each takes a value.</summary>
    IReadOnlyDictionary<string, string> OwnOptions => new Dictionary<string, string>();

    /// <exception cref="InvalidOperationException">A side read or wrote something else than was asked for, its process failed, or an option's value is none.</exception>
    Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken);
}

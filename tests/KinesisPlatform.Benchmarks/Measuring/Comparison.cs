using System.Runtime;

namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>
/// Lets sides take turns, so that whatever else the machine does falls on all of them alike. Rounds that are not counted come first: they let
/// connections settle and .NET recompile what is hot.
/// </summary>
/// <param name="all">Ours first; those that <see cref="BenchmarkOptions.Only"/> names are measured.</param>
/// <param name="isRate">Whether more is better; otherwise the figures are costs.</param>
/// <param name="isWarm">Asked after each round that warms up; null where all that is measured runs in this process.</param>
internal sealed class Comparison(string caseName, IReadOnlyList<Side> all, bool isRate, Func<bool>? isWarm = null)
{
    private const int WarmUpRoundsMin = 4;
    private const int WarmUpRoundsMax = 16;
    // What a round may compile and still count as warm: reflection and regular expressions of logs and tables go on trickling in.
    private const int CompiledMethodsMax = 10;

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var roundCount = options.RoundCount;
        var sides = all.Where(s => options.Only is null || s.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (sides.Count == 0) throw new InvalidOperationException($"No side's name contains '{options.Only}': {string.Join(", ", all.Select(s => s.Name))}.");
        var samples = sides.Select(_ => new List<Sample>()).ToArray();
        await WarmUpAsync(sides, cancellationToken);
        for (var round = 0; round < roundCount; round++)
        {
            await Console.Error.WriteLineAsync($"{caseName}: round {round + 1} of {roundCount}");
            for (var turn = 0; turn < sides.Count; turn++)
            {
                // Another side begins each round: the first after a pause may find a cooler processor.
                var side = (round + turn) % sides.Count;
                samples[side].Add(await sides[side].MeasureAsync(cancellationToken));
            }
        }
        return [.. sides.Select((side, i) => ToRow(side.Name, samples[i], i == 0 ? null : samples[0]))];
    }

    // .NET compiles what is hot anew, in the background; on a busy machine that takes many rounds, and would be counted as the sides' own work.
    private async Task WarmUpAsync(List<Side> sides, CancellationToken cancellationToken)
    {
        for (var round = 0; round < WarmUpRoundsMax; round++)
        {
            await Console.Error.WriteLineAsync($"{caseName}: warming up");
            var compiledBefore = JitInfo.GetCompiledMethodCount();
            foreach (var side in sides) await side.MeasureAsync(cancellationToken);
            var isThisWarm = isWarm?.Invoke() ?? JitInfo.GetCompiledMethodCount() - compiledBefore <= CompiledMethodsMax;
            if (round + 1 >= WarmUpRoundsMin && isThisWarm) return;
        }
    }

    private BenchmarkRow ToRow(string side, List<Sample> samples, List<Sample>? ours)
    {
        var figures = samples.ConvertAll(s => s.Figure);
        var ratios = ours?.Zip(samples, (our, their) => isRate ? our.Figure / their.Figure : their.Figure / our.Figure);
        double? allocated = samples[0].AllocatedBytesPerRecord is null ? null : Median(samples.Select(s => s.AllocatedBytesPerRecord!.Value));
        return new(caseName, side, Median(figures), figures.Min(), figures.Max(), allocated, ratios is null ? null : Median(ratios));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}

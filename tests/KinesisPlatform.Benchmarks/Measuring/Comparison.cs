namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>
/// Lets sides take turns, so that whatever else the machine does falls on all of them alike. Rounds that are not counted come first: they let
/// connections settle and .NET recompile what is hot, which on a busy machine takes more than a second.
/// </summary>
/// <param name="sides">Ours first.</param>
/// <param name="isRate">Whether more is better; otherwise the figures are costs.</param>
internal sealed class Comparison(string caseName, IReadOnlyList<Side> sides, bool isRate)
{
    private const int WarmUpRoundCount = 4;

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int roundCount, CancellationToken cancellationToken)
    {
        var samples = sides.Select(_ => new List<Sample>()).ToArray();
        for (var round = 1 - WarmUpRoundCount; round <= roundCount; round++)
        {
            await Console.Error.WriteLineAsync(round <= 0 ? $"{caseName}: warming up" : $"{caseName}: round {round} of {roundCount}");
            for (var turn = 0; turn < sides.Count; turn++)
            {
                // Another side begins each round: the first after a pause may find a cooler processor.
                var side = (WarmUpRoundCount + round + turn) % sides.Count;
                var sample = await sides[side].MeasureAsync(cancellationToken);
                if (round > 0) samples[side].Add(sample);
            }
        }
        return [.. sides.Select((side, i) => ToRow(side.Name, samples[i], i == 0 ? null : samples[0]))];
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

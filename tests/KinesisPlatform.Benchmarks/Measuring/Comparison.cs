namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>
/// Lets sides take turns, so that whatever else the machine does falls on all of them alike. A round that is not counted comes first: it lets
/// compilers and connections settle.
/// </summary>
/// <param name="sides">Ours first.</param>
/// <param name="isRate">Whether more is better; otherwise the figures are costs.</param>
internal sealed class Comparison(string caseName, IReadOnlyList<Side> sides, bool isRate)
{
    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int roundCount, CancellationToken cancellationToken)
    {
        var samples = sides.Select(_ => new List<Sample>()).ToArray();
        for (var round = 0; round <= roundCount; round++)
        {
            await Console.Error.WriteLineAsync(round == 0 ? $"{caseName}: warming up" : $"{caseName}: round {round} of {roundCount}");
            for (var turn = 0; turn < sides.Count; turn++)
            {
                // Another side begins each round: the first after a pause may find a cooler processor.
                var side = (round + turn) % sides.Count;
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

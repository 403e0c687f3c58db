using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Faults;

/// <summary>Which faults a history has, and how often. Drawn anew for each (swarm testing): a history with every fault at once never gets far enough for the rare combinations of two.</summary>
internal sealed class FaultPlan
{
    private readonly double[] _rates = new double[Enum.GetValues<FaultKind>().Length];
    private readonly FaultCounts _counts;

    public FaultPlan(SeededRandom random, FaultCounts counts)
    {
        _counts = counts;
        var share = random.NextDouble();
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (random.Chance(share)) _rates[(int)kind] = random.Logarithmic(0.002, 0.15);
        }
    }

    /// <summary>False once the history is to settle.</summary>
    public bool IsOn { get; set; } = true;

    public bool Has(FaultKind kind) => IsOn && _rates[(int)kind] > 0;

    /// <summary>Whether a request meets this fault.</summary>
    public bool Strikes(FaultKind kind, SeededRandom random)
    {
        if (!Has(kind) || !random.Chance(_rates[(int)kind])) return false;
        _counts.Add(kind);
        return true;
    }

    /// <param name="probability">Instead of the plan's own, where the fault is on.</param>
    public bool Strikes(FaultKind kind, double probability, SeededRandom random)
    {
        if (!Has(kind) || !random.Chance(probability)) return false;
        _counts.Add(kind);
        return true;
    }

    public void Count(FaultKind kind) => _counts.Add(kind);

    public override string ToString() => string.Join(", ", Enum.GetValues<FaultKind>().Where(kind => _rates[(int)kind] > 0).Select(kind => $"{kind} {_rates[(int)kind]:P1}"));
}

namespace KinesisPlatform.Simulation.Faults;

/// <summary>How often each fault was injected.</summary>
internal sealed class FaultCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];

    public long this[FaultKind kind] => _counts[(int)kind];

    public void Add(FaultKind kind) => _counts[(int)kind]++;

    public void Add(FaultCounts other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }

    public override string ToString() => string.Join(", ", Enum.GetValues<FaultKind>().Where(kind => this[kind] > 0).Select(kind => $"{kind} {this[kind]}"));
}

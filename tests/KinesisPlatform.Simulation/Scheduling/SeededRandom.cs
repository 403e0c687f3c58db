namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>All randomness of a history (SplitMix64): the same on every machine and runtime, and forked by name so that one actor's draws do not shift another's.</summary>
internal sealed class SeededRandom(ulong seed) : Random
{
    private readonly ulong _seed = seed;
    private ulong _state = seed;

    public SeededRandom Fork(string name)
    {
        var hash = 14695981039346656037UL ^ _seed;
        foreach (var character in name) hash = (hash ^ character) * 1099511628211UL;
        return new(Mix(hash));
    }

    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    public TimeSpan Between(TimeSpan min, TimeSpan max) => min + (max - min) * NextDouble();

    /// <summary>Small values as likely as large ones of another order of magnitude.</summary>
    public double Logarithmic(double min, double max) => min * Math.Pow(max / min, NextDouble());

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        NextBytes(bytes);
        return new(bytes);
    }

    public ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15UL);

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => (int)(((UInt128)NextBits() * (UInt128)(ulong)maxValue) >> 64);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++) buffer[i] = (byte)(NextBits() >> 56);
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    protected override double Sample() => NextDouble();

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}

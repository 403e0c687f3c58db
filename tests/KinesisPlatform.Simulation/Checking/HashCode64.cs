namespace KinesisPlatform.Simulation.Checking;

/// <summary>A digest that is the same in every process (FNV-1a), unlike <see cref="HashCode"/>.</summary>
internal struct HashCode64()
{
    private const ulong Prime = 1099511628211UL;

    public ulong Value { get; private set; } = 14695981039346656037UL;

    public void Add(ulong value) => Value = (Value ^ value) * Prime;

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var character in text) Add(character);
        Add('\n');
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) Add(value);
        Add((ulong)bytes.Length);
    }
}

namespace KinesisPlatform.Sql.Compaction;

/// <summary>The keys whose hash ends in certain bits.</summary>
/// <param name="Bits">How many bits of the hash decide; 0 for all keys.</param>
/// <param name="Value">What these bits are.</param>
internal readonly record struct KeyPass(int Bits, ulong Value)
{
    // More passes than anybody has the time for, and far from the bits that place a key in its table.
    private const int BitsMax = 40;

    public bool Holds(UInt128 key) => ((ulong)key & ((1ul << Bits) - 1)) == Value;

    /// <summary>Two halves of the keys, told apart by the next bit.</summary>
    public (KeyPass Kept, KeyPass Dropped) Split() => Bits < BitsMax
        ? (this with { Bits = Bits + 1 }, new(Bits + 1, Value | 1ul << Bits))
        : throw new NotSupportedException("The keys cannot be told apart by their hashes.");
}

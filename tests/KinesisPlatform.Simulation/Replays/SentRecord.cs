namespace KinesisPlatform.Simulation.Replays;

/// <summary>A replayed record on the target.</summary>
/// <param name="Original">The archived record that it says it is.</param>
/// <param name="Key">The partition key that it was put with.</param>
/// <param name="HashKey">The explicit one that it was put with; empty for none.</param>
/// <param name="IsInPlace">Whether it lies in a shard that holds its key: resharding may leave an aggregate's records elsewhere.</param>
/// <param name="Bytes">With its partition key.</param>
internal sealed record SentRecord(StreamRecord Original, string Key, string HashKey, bool IsInPlace, int Bytes)
{
    public (SequenceNumber, int) Id => (Original.SequenceNumber, Original.SubSequenceNumber);
}

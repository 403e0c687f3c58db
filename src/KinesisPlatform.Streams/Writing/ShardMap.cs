namespace KinesisPlatform.Streams.Writing;

/// <summary>Which open shard takes which hash key, and the ranges of all shards that the stream lists. Never empty.</summary>
internal sealed class ShardMap
{
    private readonly Dictionary<ShardId, ShardDescription> _byId;
    private readonly UInt128[] _starts;

    /// <exception cref="ArgumentException">No shard is open.</exception>
    public ShardMap(IReadOnlyList<ShardDescription> listed)
    {
        _byId = listed.ToDictionary(s => s.Id);
        Open = [.. listed.Where(s => !s.IsClosed).OrderBy(s => s.StartingHashKey).ThenBy(s => s.Id)];
        if (Open.Count == 0) throw new ArgumentException("No shard is open.", nameof(listed));
        _starts = [.. Open.Select(s => s.StartingHashKey)];
    }

    /// <summary>In order of their ranges.</summary>
    public IReadOnlyList<ShardDescription> Open { get; }

    /// <summary>Place within <see cref="Open"/> of the shard to expect a hash key in.</summary>
    public int IndexOf(UInt128 hashKey)
    {
        var index = Array.BinarySearch(_starts, hashKey);
        return Math.Max(0, index < 0 ? ~index - 1 : index);
    }

    /// <returns>Null for a shard that is newer than this map.</returns>
    public ShardDescription? Find(ShardId id) => _byId.GetValueOrDefault(id);

    public bool IsOpen(ShardId id) => Find(id) is { IsClosed: false };

    public static bool Holds(ShardDescription shard, UInt128 hashKey) => hashKey >= shard.StartingHashKey && hashKey <= shard.EndingHashKey;
}

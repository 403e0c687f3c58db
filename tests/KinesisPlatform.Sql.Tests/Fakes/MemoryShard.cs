using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Tests.Fakes;

internal sealed class MemoryShard(ShardId id, IReadOnlyList<ShardId> parents)
{
    public ShardId Id { get; } = id;

    public IReadOnlyList<ShardId> Parents { get; } = parents;

    public List<StreamRecord> Records { get; private init; } = [];

    public bool IsClosed { get; set; }

    public MemoryShard Copy() => new(Id, Parents) { Records = [.. Records], IsClosed = IsClosed };

    public ShardDescription Describe() => new(Id, Parents, UInt128.MinValue, UInt128.MaxValue, IsClosed);
}

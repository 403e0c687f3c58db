using KinesisPlatform.ReplayCoordinator.DeadLetters;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Where a part is: a <see cref="PartPosition"/> of a record of which there are millions.</summary>
internal readonly record struct PartPlace(ShardId ShardId, SequenceNumber SequenceNumber, int SubSequenceNumber, DateTimeOffset? ArrivedAt)
{
    public static PartPlace Of(in StreamRecord record) => new(record.ShardId, record.SequenceNumber, record.SubSequenceNumber, record.ArrivedAt);

    public static PartPlace Of(DeadLetter letter) => new(new(letter.Shard), SequenceNumber.Parse(letter.SequenceNumber), letter.SubSequenceNumber, null);

    public PartPosition ToPosition() => new(ShardId.Value, SequenceNumber.ToString(), SubSequenceNumber, ArrivedAt);
}

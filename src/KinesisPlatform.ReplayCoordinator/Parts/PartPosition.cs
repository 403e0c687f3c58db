using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>The last record that a part is finished with.</summary>
/// <param name="ArrivedAt">When it arrived: tells how far the part is.</param>
internal sealed record PartPosition(string ShardId, string SequenceNumber, int SubSequenceNumber, DateTimeOffset? ArrivedAt = null) : IComparable<PartPosition>
{
    public RecordPosition ToRecordPosition() => new(new(ShardId), KinesisPlatform.SequenceNumber.Parse(SequenceNumber), SubSequenceNumber);

    /// <summary>In the order in which a part reads its records.</summary>
    public int CompareTo(PartPosition? other)
    {
        if (other is null) return 1;
        var byShard = string.CompareOrdinal(ShardId, other.ShardId);
        if (byShard != 0) return byShard;
        var bySequence = KinesisPlatform.SequenceNumber.Parse(SequenceNumber).CompareTo(KinesisPlatform.SequenceNumber.Parse(other.SequenceNumber));
        return bySequence != 0 ? bySequence : SubSequenceNumber.CompareTo(other.SubSequenceNumber);
    }
}

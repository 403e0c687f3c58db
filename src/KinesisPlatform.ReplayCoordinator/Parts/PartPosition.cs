using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>The last record that a part is finished with.</summary>
internal sealed record PartPosition(string ShardId, string SequenceNumber, int SubSequenceNumber)
{
    public static PartPosition Of(in StreamRecord record) => new(record.ShardId.Value, record.SequenceNumber.ToString(), record.SubSequenceNumber);

    public RecordPosition ToRecordPosition() => new(new(ShardId), KinesisPlatform.SequenceNumber.Parse(SequenceNumber), SubSequenceNumber);
}

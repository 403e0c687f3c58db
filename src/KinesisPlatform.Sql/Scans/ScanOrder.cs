namespace KinesisPlatform.Sql.Scans;

/// <summary>Watches over records that are read without being sorted, because their files are: a replay must never reorder silently.</summary>
internal sealed class ScanOrder(ArchiveScan scan)
{
    private ShardId _shard;
    private SequenceNumber _last;
    private int _lastSub;

    /// <exception cref="PlatformException">Data: a record comes before one that was read already.</exception>
    public void Check(IReadOnlyList<ScannedRecord> records)
    {
        foreach (var (record, _) in records)
        {
            var bySequence = record.SequenceNumber.CompareTo(_last);
            if (record.ShardId == _shard && (bySequence < 0 || (bySequence == 0 && record.SubSequenceNumber <= _lastSub)))
            {
                throw new PlatformException(FailureKind.Data,
                    $"The archive of stream {scan.Stream} has record {record.SequenceNumber}/{record.SubSequenceNumber} of {record.ShardId} behind {_last}/{_lastSub} in a file that is said to be sorted. Another program wrote it, or it is damaged.");
            }
            (_shard, _last, _lastSub) = (record.ShardId, record.SequenceNumber, record.SubSequenceNumber);
        }
    }
}

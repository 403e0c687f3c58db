namespace KinesisPlatform.Sql.Scans;

/// <summary>Watches over records that are read without being sorted, because their files are: a replay must never reorder silently.</summary>
internal sealed class ScanOrder(ArchiveScan scan)
{
    private RecordPosition? _last;

    /// <exception cref="PlatformException">Data: a record comes before one that was read already.</exception>
    public void Check(IReadOnlyList<ScannedRecord> records)
    {
        foreach (var (record, _) in records)
        {
            if (_last is { } last && last.ShardId == record.ShardId && (record.SequenceNumber, record.SubSequenceNumber).CompareTo((last.SequenceNumber, last.SubSequenceNumber)) <= 0)
            {
                throw new PlatformException(FailureKind.Data,
                    $"The archive of stream {scan.Stream} has record {record.SequenceNumber}/{record.SubSequenceNumber} of {record.ShardId} behind {last.SequenceNumber}/{last.SubSequenceNumber} in a file that is said to be sorted. Another program wrote it, or it is damaged.");
            }
            _last = new(record.ShardId, record.SequenceNumber, record.SubSequenceNumber);
        }
    }
}

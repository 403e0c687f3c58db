using System.Text;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Fuzz.Targets;

internal static class RecordBatchReading
{
    /// <summary>Looks at every byte of every record, as a reader would.</summary>
    public static void ReadAll(RecordBatch batch)
    {
        var bytes = 0L;
        foreach (var record in batch.Records)
        {
            foreach (var value in record.Data.Span) bytes += value;
            bytes += Encoding.UTF8.GetString(record.PartitionKey.Span).Length + record.SequenceNumber.ToString().Length;
            if (record.ArrivedAt == default) throw new InvalidOperationException("A record without a time of arrival.");
        }
        if (bytes < 0 || batch.BehindLatest < TimeSpan.Zero || batch.ChildShards.Any(c => c is null)) throw new InvalidOperationException("A batch that cannot be.");
    }
}

using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Writes what was read of a shard. It needs no lock: what was read does not change any more.</summary>
internal static class RecordOutput
{
    public static void Records(MessageWriter answer, Shard shard, ShardRead read)
    {
        Span<byte> digits = stackalloc byte[IssuedSequence.DigitCount];
        answer.Name("Records"u8);
        answer.StartList();
        foreach (var slice in read.Slices)
        {
            for (var i = 0; i < slice.Count; i++)
            {
                var arrivedAt = slice[i].ArrivedAtMilliseconds;
                shard.SequenceOf(slice.FirstNumber + (ulong)i, arrivedAt).Format(digits);
                answer.StartMap();
                answer.Member("SequenceNumber"u8, digits);
                answer.Time("ApproximateArrivalTimestamp"u8, arrivedAt);
                answer.Name("Data"u8);
                answer.Blob(slice.Data(i));
                answer.Member("PartitionKey"u8, slice.Key(i));
                answer.EndMap();
            }
        }
        answer.EndList();
    }
}

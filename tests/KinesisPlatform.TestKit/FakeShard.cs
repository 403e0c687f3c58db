using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.TestKit;

/// <summary>A shard of <see cref="FakeKinesis"/> and all that was ever put into it.</summary>
internal sealed class FakeShard(string id, IReadOnlyList<string> parents, UInt128 start, UInt128 end)
{
    public string Id => id;
    public IReadOnlyList<string> Parents => parents;
    public UInt128 Start => start;
    public UInt128 End => end;
    public bool IsClosed { get; set; }
    public List<KinesisRecord> Records { get; } = [];

    public bool Holds(UInt128 hashKey) => hashKey >= start && hashKey <= end;

    public int PositionOf(GetShardIteratorRequest request, int firstKept, bool refusesTrimmed)
    {
        if (request.StartingSequenceNumber is { } text)
        {
            var sequence = SequenceNumber.Parse(text);
            var at = Records.FindIndex(r => r.SequenceNumber >= sequence);
            if (at < 0) at = Records.Count;
            if (refusesTrimmed && at < firstKept) throw new InvalidArgumentException($"StartingSequenceNumber {text} is trimmed.");
            var isAfter = request.ShardIteratorType == ShardIteratorType.AFTER_SEQUENCE_NUMBER && at < Records.Count && Records[at].SequenceNumber == sequence;
            return isAfter ? at + 1 : at;
        }
        if (request.ShardIteratorType == ShardIteratorType.LATEST) return Records.Count;
        if (request.Timestamp is { } timestamp && Records.FindIndex(r => r.ArrivedAt.UtcDateTime >= timestamp) is var found) return found < 0 ? Records.Count : found;
        return 0;
    }

    public static UInt128 HashKeyOf(PutEntry entry) => entry.ExplicitHashKey is { } key
        ? UInt128.Parse(key, CultureInfo.InvariantCulture)
        : BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(entry.PartitionKey)));
}

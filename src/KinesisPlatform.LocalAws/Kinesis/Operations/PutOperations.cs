using System.Text;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal sealed class PutOperations(StreamRegistry streams)
{
    private const int RecordCountMax = 500;
    private const int RequestBytesMax = 10 << 20;
    private const int PartitionKeyLengthMax = 256;

    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("PutRecord", PutRecord),
        KinesisOperation.Of("PutRecords", PutRecords),
    ];

    private void PutRecord(RequestParameters parameters, MessageWriter answer)
    {
        var record = ReadRecord(parameters, parameters["Data"], parameters["PartitionKey"], parameters["ExplicitHashKey"], "");
        var ordering = parameters.Text("SequenceNumberForOrdering");
        var stream = parameters.UsableStream(streams);
        ThrowIfTooLarge(parameters, stream, [record], static _ => "data");
        if (ordering is not null && IssuedSequence.TryParse(ordering) is null)
            throw KinesisException.InvalidArgument($"ExclusiveMinimumSequenceNumber {ordering} used in PutRecord on stream {stream.Name} under account {streams.AccountId} is invalid.");
        streams.Budget.ThrowIfFull();
        PutResult result;
        lock (stream.Gate) result = Put(stream, record);
        if (result.Sequence is not { } sequence) throw KinesisException.ThroughputExceeded(ThroughputMessage(stream, result.Shard));
        answer.Member("ShardId"u8, result.Shard.Id);
        answer.Member("SequenceNumber"u8, sequence.ToString());
        answer.Member("EncryptionType"u8, "NONE");
    }

    private void PutRecords(RequestParameters parameters, MessageWriter answer)
    {
        var records = parameters.List("Records", RecordCountMax, isRequired: true).Select(ReadRecord).ToList();
        var stream = parameters.UsableStream(streams);
        ThrowIfTooLarge(parameters, stream, records, static i => $"records.{i + 1}.member.data");
        if (records.Sum(r => (long)r.Length) > RequestBytesMax) throw KinesisException.InvalidArgument("Records size exceeds 10 MB limit");
        streams.Budget.ThrowIfFull();
        var results = new List<PutResult>(records.Count);
        lock (stream.Gate)
            foreach (var record in records) results.Add(Put(stream, record));
        answer.Member("FailedRecordCount"u8, results.Count(r => r.Sequence is null));
        answer.Member("EncryptionType"u8, "NONE");
        WriteResults(answer, stream, results);

        PutEntry ReadRecord(MessageValue value, int index)
        {
            if (value.Kind != ValueKind.Map) throw KinesisException.Serialization("A member of Records is not a structure.");
            var members = value.Map;
            return PutOperations.ReadRecord(parameters, members["Data"], members["PartitionKey"], members["ExplicitHashKey"], $"records.{index + 1}.member.");
        }
    }

    private void WriteResults(MessageWriter answer, KinesisStream stream, List<PutResult> results)
    {
        Span<byte> digits = stackalloc byte[IssuedSequence.DigitCount];
        answer.Name("Records"u8);
        answer.StartList();
        foreach (var (shard, sequence) in results)
        {
            answer.StartMap();
            if (sequence is { } issued)
            {
                issued.Format(digits);
                answer.Member("SequenceNumber"u8, digits);
                answer.Member("ShardId"u8, shard.Id);
            }
            else
            {
                answer.Member("ErrorCode"u8, KinesisException.ThroughputExceededCode);
                answer.Member("ErrorMessage"u8, ThroughputMessage(stream, shard));
            }
            answer.EndMap();
        }
        answer.EndList();
    }

    private static PutResult Put(KinesisStream stream, PutEntry record)
    {
        stream.ThrowIfDeleted();
        var shard = stream.Route(record.HashKey);
        return shard.Limits?.TryPut(record.Length) == false
            ? new(shard, null)
            : new(shard, stream.Append(shard, record.PartitionKey.Span, record.Data.Span));
    }

    private static PutEntry ReadRecord(RequestParameters parameters, MessageValue data, MessageValue key, MessageValue explicitHashKey, string path)
    {
        if (data.Kind == ValueKind.Absent) parameters.Violate(path + "data", null, "Member must not be null");
        if (key.Kind == ValueKind.Absent) parameters.Violate(path + "partitionKey", null, "Member must not be null");
        else if (key.Content.Length == 0) parameters.Violate(path + "partitionKey", "", "Member must have length greater than or equal to 1");
        else if (key.Content.Length > PartitionKeyLengthMax && Encoding.UTF8.GetCharCount(key.Content.Span) > PartitionKeyLengthMax)
            parameters.Violate(path + "partitionKey", key.Text, $"Member must have length less than or equal to {PartitionKeyLengthMax}");
        return new(key.Content, data.Kind == ValueKind.Absent ? default : data.ToBlob(), ReadHashKey(parameters, key, explicitHashKey, path));
    }

    private static UInt128 ReadHashKey(RequestParameters parameters, MessageValue key, MessageValue explicitHashKey, string path)
    {
        if (explicitHashKey.Kind == ValueKind.Absent) return HashKeyRange.HashOf(key.Content.Span);
        if (HashKeyRange.TryParse(explicitHashKey.Content.Span, out var hash)) return hash;
        var text = explicitHashKey.Text;
        if (text.Length == 39 && text.All(char.IsAsciiDigit) && text[0] != '0')
            throw KinesisException.InvalidArgument($"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {text}");
        parameters.Violate(path + "explicitHashKey", text, @"Member must satisfy regular expression pattern: 0|([1-9]\d{0,38})");
        return default;
    }

    private static void ThrowIfTooLarge(RequestParameters parameters, KinesisStream stream, List<PutEntry> records, Func<int, string> path)
    {
        for (var i = 0; i < records.Count; i++)
            if (records[i].Length > stream.RecordBytesMax)
                parameters.Violate(path(i), $"{records[i].Length} bytes with its partition key", $"Member must have length less than or equal to {stream.RecordBytesMax}");
        parameters.ThrowIfInvalid();
    }

    private string ThroughputMessage(KinesisStream stream, Shard shard) => $"Rate exceeded for shard {shard.Id} in stream {stream.Name} under account {streams.AccountId}.";

    private readonly record struct PutEntry(ReadOnlyMemory<byte> PartitionKey, ReadOnlyMemory<byte> Data, UInt128 HashKey)
    {
        public int Length => PartitionKey.Length + Data.Length;
    }

    /// <param name="Sequence">Null: the shard's limit refused it.</param>
    private readonly record struct PutResult(Shard Shard, IssuedSequence? Sequence);
}

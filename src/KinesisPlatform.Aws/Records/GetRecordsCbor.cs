using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// GetRecords in <c>application/x-amz-cbor-1.1</c>: <c>{"Records":[{"Data":h'..',"PartitionKey":"..","SequenceNumber":"..","ApproximateArrivalTimestamp":1767225600123}],
/// "NextShardIterator":"..","MillisBehindLatest":0,"ChildShards":[..]}</c>. Members may come in any order; unknown ones are skipped.
/// </summary>
internal static class GetRecordsCbor
{
    // Limit of GetRecords (Kinesis API reference).
    private const int RecordCountMax = 10_000;

    public static void Encode(GetRecordsRequest request, IBufferWriter<byte> output)
    {
        var cbor = new CborOutput(output);
        cbor.Map(request.Limit is null ? 1 : 2);
        cbor.Text("ShardIterator"u8);
        cbor.Text(request.ShardIterator ?? "");
        if (request.Limit is not { } limit) return;
        cbor.Text("Limit"u8);
        cbor.Number(limit);
    }

    /// <param name="body">Becomes the records' own, and is changed: it must not be used for anything else afterwards.</param>
    /// <param name="memory">What <paramref name="body"/> lies in, for the batch to give back; stays the caller's when this throws. Null where nothing is pooled.</param>
    /// <exception cref="PlatformException">Data: truncated or malformed.</exception>
    public static RecordBatch Decode(Memory<byte> body, IDisposable? memory = null)
    {
        var records = new PooledList<KinesisRecord>();
        try
        {
            return Decode(body, records, memory);
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    private static RecordBatch Decode(Memory<byte> body, PooledList<KinesisRecord> records, IDisposable? memory)
    {
        var cbor = new CborScanner(body.Span);
        List<ChildShard> children = [];
        string? next = null;
        TimeSpan? behind = null;
        var members = cbor.Map();
        while (cbor.More(ref members))
        {
            var name = body.Span[cbor.String(CborMajor.Text)];
            if (cbor.TryNull()) continue;
            if (name.SequenceEqual("Records"u8)) DecodeRecords(ref cbor, body, records);
            else if (name.SequenceEqual("NextShardIterator"u8)) next = Encoding.UTF8.GetString(body.Span[cbor.String(CborMajor.Text)]);
            else if (name.SequenceEqual("MillisBehindLatest"u8)) behind = RecordTime.OfMilliseconds(cbor.Number()) ?? throw OutOfRange();
            else if (name.SequenceEqual("ChildShards"u8)) DecodeChildren(ref cbor, body, children);
            else cbor.Skip();
        }
        return new(records, next, behind, children, memory);
    }

    private static void DecodeRecords(ref CborScanner cbor, Memory<byte> body, PooledList<KinesisRecord> records)
    {
        var count = cbor.Array();
        var start = cbor.Position;
        while (cbor.More(ref count))
        {
            records.Add(DecodeRecord(ref cbor, body));
            // Arrays of indefinite length do not tell their count; records of one shard are mostly alike, so the first foretells it, give or take an eighth.
            if (records.Count == 1) records.EnsureCapacity(Math.Clamp((body.Length - start) / (cbor.Position - start) * 9 / 8, 1, RecordCountMax));
        }
    }

    private static KinesisRecord DecodeRecord(ref CborScanner cbor, Memory<byte> body)
    {
        ReadOnlyMemory<byte> data = default;
        Range? key = null;
        SequenceNumber? sequence = null;
        DateTimeOffset? arrivedAt = null;
        var members = cbor.Map();
        while (cbor.More(ref members))
        {
            var name = body.Span[cbor.String(CborMajor.Text)];
            if (cbor.TryNull()) continue;
            if (name.SequenceEqual("Data"u8)) data = DecodeData(ref cbor, body);
            else if (name.SequenceEqual("PartitionKey"u8)) key = cbor.String(CborMajor.Text);
            else if (name.SequenceEqual("SequenceNumber"u8)) sequence = SequenceNumber.TryParse(body.Span[cbor.String(CborMajor.Text)], out var parsed) ? parsed : null;
            else if (name.SequenceEqual("ApproximateArrivalTimestamp"u8)) arrivedAt = RecordTime.Of(cbor.Number()) ?? throw OutOfRange();
            else cbor.Skip();
        }
        if (key is not { } partitionKey || sequence is not { } sequenceNumber || arrivedAt is not { } arrival)
            throw Malformed("a record has no partition key, no valid sequence number or no arrival time");
        return new(data, body[partitionKey], sequenceNumber, arrival);
    }

    private static ReadOnlyMemory<byte> DecodeData(ref CborScanner cbor, Memory<byte> body)
    {
        // The service sends byte strings, kinesis-local base64 text.
        if (cbor.PeekMajor() != CborMajor.Text) return body[cbor.String(CborMajor.Bytes)];
        var text = body[cbor.String(CborMajor.Text)];
        return Base64.DecodeFromUtf8InPlace(text.Span, out var length) == OperationStatus.Done ? text[..length] : throw Malformed("a record's data is not base64");
    }

    private static void DecodeChildren(ref CborScanner cbor, Memory<byte> body, List<ChildShard> children)
    {
        var count = cbor.Array();
        while (cbor.More(ref count))
        {
            var child = new ChildShard();
            var members = cbor.Map();
            while (cbor.More(ref members))
            {
                var name = body.Span[cbor.String(CborMajor.Text)];
                if (cbor.TryNull()) continue;
                if (name.SequenceEqual("ShardId"u8)) child.ShardId = Encoding.UTF8.GetString(body.Span[cbor.String(CborMajor.Text)]);
                else if (name.SequenceEqual("ParentShards"u8)) child.ParentShards = DecodeTexts(ref cbor, body);
                else cbor.Skip();
            }
            children.Add(child);
        }
    }

    private static List<string> DecodeTexts(ref CborScanner cbor, Memory<byte> body)
    {
        List<string> texts = [];
        var count = cbor.Array();
        while (cbor.More(ref count)) texts.Add(Encoding.UTF8.GetString(body.Span[cbor.String(CborMajor.Text)]));
        return texts;
    }

    private static PlatformException OutOfRange() => Malformed("a time is out of range");

    private static PlatformException Malformed(string what) => new(FailureKind.Data, $"The answer to GetRecords is not what Kinesis documents: {what}. Check the endpoint.");
}

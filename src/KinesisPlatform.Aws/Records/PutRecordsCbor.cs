using System.Buffers;
using System.Text;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// PutRecords in <c>application/x-amz-cbor-1.1</c>. Answer: <c>{"FailedRecordCount":1,"Records":[{"SequenceNumber":"..","ShardId":".."},{"ErrorCode":"..","ErrorMessage":".."}]}</c>.
/// </summary>
internal static class PutRecordsCbor
{
    public static void Encode(PutRecordsRequest request, IBufferWriter<byte> output)
    {
        var cbor = new CborOutput(output);
        cbor.Map(2);
        cbor.Text("StreamName"u8);
        cbor.Text(request.StreamName);
        cbor.Text("Records"u8);
        cbor.Array(request.Entries.Count);
        foreach (var entry in request.Entries)
        {
            cbor.Map(entry.ExplicitHashKey is null ? 2 : 3);
            cbor.Text("Data"u8);
            cbor.Bytes(entry.Data.Span);
            cbor.Text("PartitionKey"u8);
            cbor.Text(entry.PartitionKey);
            if (entry.ExplicitHashKey is null) continue;
            cbor.Text("ExplicitHashKey"u8);
            cbor.Text(entry.ExplicitHashKey);
        }
    }

    /// <exception cref="PlatformException">Data: truncated or malformed.</exception>
    public static IReadOnlyList<PutEntryResult> Decode(Span<byte> body)
    {
        var cbor = new CborScanner(body);
        List<PutEntryResult> results = [];
        var members = cbor.Map();
        while (cbor.More(ref members))
        {
            var isRecords = body[cbor.String(CborMajor.Text)].SequenceEqual("Records"u8);
            if (cbor.TryNull()) continue;
            if (!isRecords)
            {
                cbor.Skip();
                continue;
            }
            var count = cbor.Array();
            while (cbor.More(ref count)) results.Add(DecodeResult(ref cbor, body));
        }
        return results;
    }

    private static PutEntryResult DecodeResult(ref CborScanner cbor, Span<byte> body)
    {
        string? shardId = null, errorCode = null, errorMessage = null;
        SequenceNumber? sequence = null;
        var members = cbor.Map();
        while (cbor.More(ref members))
        {
            var name = body[cbor.String(CborMajor.Text)];
            if (cbor.TryNull()) continue;
            if (name.SequenceEqual("ShardId"u8)) shardId = Encoding.UTF8.GetString(body[cbor.String(CborMajor.Text)]);
            else if (name.SequenceEqual("SequenceNumber"u8)) sequence = SequenceNumber.TryParse(body[cbor.String(CborMajor.Text)], out var parsed) ? parsed : null;
            else if (name.SequenceEqual("ErrorCode"u8)) errorCode = Encoding.UTF8.GetString(body[cbor.String(CborMajor.Text)]);
            else if (name.SequenceEqual("ErrorMessage"u8)) errorMessage = Encoding.UTF8.GetString(body[cbor.String(CborMajor.Text)]);
            else cbor.Skip();
        }
        return PutResults.Of(shardId, sequence, errorCode, errorMessage);
    }
}

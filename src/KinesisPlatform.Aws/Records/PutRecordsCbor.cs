using System.Buffers;
using System.Text;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// PutRecords in <c>application/x-amz-cbor-1.1</c>. Answer: <c>{"FailedRecordCount":1,"Records":[{"SequenceNumber":"..","ShardId":".."},{"ErrorCode":"..","ErrorMessage":".."}]}</c>.
/// </summary>
internal static class PutRecordsCbor
{
    private const int EntryCountMax = 500;
    // Heads and names of an entry's members.
    private const int EntryOverheadBytes = 64;
    private const int Utf8BytesPerCharacterMax = 3;

    public static void Encode(PutRecordsRequest request, IBufferWriter<byte> output)
    {
        // At once, so that the writer does not grow, and copy, again and again.
        var bytes = EntryOverheadBytes + request.StreamName.Length;
        for (var i = 0; i < request.Entries.Count; i++) bytes += BytesMaxOf(request.Entries[i]);
        output.GetSpan(bytes);
        var cbor = new CborOutput(output);
        cbor.Map(2);
        cbor.Text("StreamName"u8);
        cbor.Text(request.StreamName);
        cbor.Text("Records"u8);
        cbor.Array(request.Entries.Count);
        for (var i = 0; i < request.Entries.Count; i++) Encode(request.Entries[i], output);
    }

    /// <exception cref="PlatformException">Data: truncated or malformed.</exception>
    public static IReadOnlyList<PutEntryResult> Decode(Span<byte> body)
    {
        var cbor = new CborScanner(body);
        List<PutEntryResult> results = [];
        var shards = new ShardNames();
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
            // As many as a request may hold, whatever the answer says.
            results.EnsureCapacity((int)Math.Clamp(count, 0, EntryCountMax));
            while (cbor.More(ref count)) results.Add(DecodeResult(ref cbor, body, ref shards));
        }
        return results;
    }

    private static int BytesMaxOf(in PutEntry entry) =>
        EntryOverheadBytes + entry.Data.Length + Utf8BytesPerCharacterMax * (entry.PartitionKey.Length + (entry.ExplicitHashKey?.Length ?? 0));

    // One span for all of an entry: the calls to the writer would cost more than the bytes.
    private static void Encode(in PutEntry entry, IBufferWriter<byte> output)
    {
        var rest = output.GetSpan(BytesMaxOf(entry));
        var length = rest.Length;
        rest = rest[CborOutput.WriteHead(rest, CborMajor.Map, entry.ExplicitHashKey is null ? 2 : 3)..];
        Name("Data"u8, ref rest);
        rest = rest[CborOutput.WriteHead(rest, CborMajor.Bytes, entry.Data.Length)..];
        entry.Data.Span.CopyTo(rest);
        rest = rest[entry.Data.Length..];
        Name("PartitionKey"u8, ref rest);
        Text(entry.PartitionKey, ref rest);
        if (entry.ExplicitHashKey is not null)
        {
            Name("ExplicitHashKey"u8, ref rest);
            Text(entry.ExplicitHashKey, ref rest);
        }
        output.Advance(length - rest.Length);
    }

    private static void Name(ReadOnlySpan<byte> name, ref Span<byte> rest)
    {
        rest = rest[CborOutput.WriteHead(rest, CborMajor.Text, name.Length)..];
        name.CopyTo(rest);
        rest = rest[name.Length..];
    }

    private static void Text(string text, ref Span<byte> rest)
    {
        rest = rest[CborOutput.WriteHead(rest, CborMajor.Text, Encoding.UTF8.GetByteCount(text))..];
        rest = rest[Encoding.UTF8.GetBytes(text, rest)..];
    }

    private static PutEntryResult DecodeResult(ref CborScanner cbor, Span<byte> body, ref ShardNames shards)
    {
        string? shardId = null, errorCode = null, errorMessage = null;
        SequenceNumber? sequence = null;
        var members = cbor.Map();
        while (cbor.More(ref members))
        {
            var name = body[cbor.String(CborMajor.Text)];
            if (cbor.TryNull()) continue;
            if (name.SequenceEqual("ShardId"u8)) shardId = shards.Find(body[cbor.String(CborMajor.Text)]);
            else if (name.SequenceEqual("SequenceNumber"u8)) sequence = SequenceNumber.TryParse(body[cbor.String(CborMajor.Text)], out var parsed) ? parsed : null;
            else if (name.SequenceEqual("ErrorCode"u8)) errorCode = Encoding.UTF8.GetString(body[cbor.String(CborMajor.Text)]);
            else if (name.SequenceEqual("ErrorMessage"u8)) errorMessage = Encoding.UTF8.GetString(body[cbor.String(CborMajor.Text)]);
            else cbor.Skip();
        }
        return PutResults.Of(shardId, sequence, errorCode, errorMessage);
    }

    /// <summary>The names of an answer's shards, one string each: hundreds of entries go to a few shards.</summary>
    private struct ShardNames
    {
        private const int CountMax = 16;

        private List<string>? _names;

        public string Find(ReadOnlySpan<byte> utf8)
        {
            _names ??= [];
            // Ids differ at their end, and entries in a row mostly go to different shards: no order helps.
            foreach (var known in _names)
            {
                if (Ascii.Equals(utf8, known)) return known;
            }
            var name = Encoding.UTF8.GetString(utf8);
            if (_names.Count < CountMax) _names.Add(name);
            return name;
        }
    }
}

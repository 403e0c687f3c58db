using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>
/// Makes a replayed record of an archived one. Not safe for concurrent callers.
/// <list type="bullet">
/// <item>A JSON object gets <c>_replay</c> and the job's members in front of its own, whose bytes stay as they are. The job's members win: members of the
/// payload with the same name (however they are escaped, however often they occur) are taken out.</item>
/// <item>Any other payload (array, scalar, text, binary, empty) becomes <c>{"_replay":{…,"encoding":"base64"},…,"data":"…"}</c>.</item>
/// <item>Where the job wraps, a JSON object becomes <c>{"_replay":{…,"encoding":"json"},…,"data":{…}}</c> with its own bytes within, whatever members it has.</item>
/// <item>A payload that is itself a replay keeps its <c>_replay</c>, and with it its original's version and fence, and gets the job's members besides.</item>
/// <item>A payload that holds a <c>_replay</c> of somebody else's, or that would become too large, is a dead letter: nothing goes out unannotated. So is a
/// record whose keys Kinesis does not take.</item>
/// </list>
/// </summary>
/// <param name="recordBytesMax">Payload and partition key together, as Kinesis counts them.</param>
/// <param name="payloads">Where the records' payloads are put.</param>
internal sealed class RecordAnnotator(ReplayAnnotation annotation, FenceMap fences, ReplaySpec spec, int recordBytesMax, PayloadBlocks payloads)
{
    private const int ReplayNameIndex = 0;

    /// <summary>Kinesis API reference, PutRecords.</summary>
    private const int PartitionKeyCharactersMax = 256;

    private readonly byte[][] _names = [Encoding.UTF8.GetBytes(ReplayAnnotation.MemberName), .. annotation.Members.Names];
    private readonly List<RootMember> _found = [];

    public static RecordAnnotator Of(string replayId, ReplaySpec spec, FenceMap fences, int recordBytesMax, PayloadBlocks payloads) =>
        new(new(replayId, new(spec.Source), new(spec.Annotate, spec.AnnotateUnder)), fences, spec, recordBytesMax, payloads);

    /// <param name="partitionKey">What the job's expression gave for it; of no meaning where the job has none.</param>
    public Annotated Annotate(in StreamRecord record, string? partitionKey = null)
    {
        var payload = record.Data.Span;
        if (!JsonObjectText.TryRead(payload, _names, _found, out var open))
        {
            Wrap(record);
            return Finish(record, partitionKey);
        }
        var replay = Replay();
        if (replay is { } own && IsOneAnnotation(payload, own))
        {
            if (!spec.IncludeReplays) return Annotated.Skipped;
            Splice(payload, open, annotation.WriteAgain(payload[own.ValueStart..own.ValueEnd]));
        }
        else if (spec.Wrap)
        {
            if (IsBare(payload)) Envelop(record);
            else Wrap(record);
        }
        else if (replay is not null)
        {
            return new(null, $"The payload has a root member {ReplayAnnotation.MemberName} that no replay wrote: it leaves no place for the annotation. Replayed with \"wrap\": true, there is one.");
        }
        else
        {
            Splice(payload, open, annotation.Write(record, fences, encoding: default));
        }
        return Finish(record, partitionKey);
    }

    /// <summary>Nothing around the braces: within an envelope it would be the envelope's.</summary>
    private static bool IsBare(ReadOnlySpan<byte> json) => json[0] == '{' && json[^1] == '}';

    private RootMember? Replay()
    {
        foreach (var member in _found)
            if (member.NameIndex == ReplayNameIndex) return member;
        return null;
    }

    private bool IsOneAnnotation(ReadOnlySpan<byte> payload, RootMember replay)
    {
        var count = 0;
        foreach (var member in _found)
            if (member.NameIndex == ReplayNameIndex) count++;
        return count == 1 && ReplayAnnotation.IsAnnotation(payload[replay.ValueStart..replay.ValueEnd]);
    }

    private void Splice(ReadOnlySpan<byte> payload, int open, ReadOnlySpan<byte> replay)
    {
        Begin(payload.Length, replay);
        if (_found.Count > 0 && !_found.Exists(static member => member.NameIndex >= 0))
        {
            // Nothing to take out.
            payloads.Write(","u8);
            payloads.Write(payload[(open + 1)..]);
            return;
        }
        var end = open + 1;
        foreach (var member in _found)
        {
            end = member.End;
            if (member.NameIndex >= 0) continue;
            payloads.Write(","u8);
            payloads.Write(payload[member.Start..member.End]);
        }
        // From the closing brace on; of an empty object, its white space too.
        payloads.Write(payload[end..]);
    }

    private void Envelop(in StreamRecord record)
    {
        Begin(record.Data.Length, annotation.Write(record, fences, "json"u8));
        payloads.Write(",\"data\":"u8);
        payloads.Write(record.Data.Span);
        payloads.Write("}"u8);
    }

    private void Wrap(in StreamRecord record)
    {
        Begin(Base64.GetMaxEncodedToUtf8Length(record.Data.Length), annotation.Write(record, fences, "base64"u8));
        payloads.Write(",\"data\":\""u8);
        Base64.EncodeToUtf8(record.Data.Span, payloads.Rest, out _, out var written);
        payloads.Advance(written);
        payloads.Write("\"}"u8);
    }

    private void Begin(int payloadBytes, ReadOnlySpan<byte> replay)
    {
        payloads.Begin(payloadBytes + replay.Length + annotation.Members.Text.Length + 32);
        payloads.Write("{\"_replay\":"u8);
        payloads.Write(replay);
        payloads.Write(annotation.Members.Text.Span);
    }

    private Annotated Finish(in StreamRecord record, string? computedKey)
    {
        if (spec.PartitionKey is not null && computedKey is null) return new(null, "The expression for the partition key is NULL for this record, or fails on it.");
        // Kinesis checks the keys of its own records, but nobody those within an aggregate: one that cannot be put must not stop all others.
        var partitionKey = spec.PartitionKey is null ? record.PartitionKeyText : computedKey!;
        if (partitionKey.Length is 0 or > PartitionKeyCharactersMax) return new(null, $"The record's partition key has {partitionKey.Length} characters; a stream takes 1 to {PartitionKeyCharactersMax}.");
        var length = payloads.Length + Encoding.UTF8.GetByteCount(partitionKey);
        if (length > recordBytesMax)
            return new(null, $"Annotated, the record has {length} bytes with its partition key and the stream takes {recordBytesMax}.");
        // It went with the original's key.
        var explicitHashKey = spec.PartitionKey is null && record.ExplicitHashKey is { } key ? Encoding.UTF8.GetString(key.Span) : null;
        if (explicitHashKey is not null && !UInt128.TryParse(explicitHashKey, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return new(null, "The record's explicit hash key is no decimal number of 128 bits, which is all a stream takes.");
        return new(new OutgoingRecord(partitionKey, payloads.End(), explicitHashKey) { OrderKey = OrderKeyOf(record, partitionKey) }, null);
    }

    private string? OrderKeyOf(in StreamRecord record, string partitionKey) => spec.Order switch
    {
        ReplayOrder.PerKey => partitionKey,
        ReplayOrder.PerShard => record.ShardId.Value,
        _ => null,
    };
}

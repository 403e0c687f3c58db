using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>One record as a line of JSON.</summary>
internal static class NdjsonLine
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>Whether a payload is a line of its own: one JSON value, and no line break, which JSON allows between values.</summary>
    public static bool IsLine(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.ContainsAny(LineBreaks) || !Utf8.IsValid(payload)) return false;
        try
        {
            var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 512 });
            while (json.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes what is no line of its own, so that nothing of the record is lost and nothing is taken for what it is not.</summary>
    public static void WriteWrapped(
        Utf8JsonWriter json, ReadOnlySpan<byte> shardId, ReadOnlySpan<byte> sequenceNumber, int subSequenceNumber, ReadOnlySpan<byte> partitionKey, DateTimeOffset arrivedAt, ReadOnlySpan<byte> payload)
    {
        json.WriteStartObject();
        json.WriteStartObject("_kinesis"u8);
        json.WriteString("shardId"u8, shardId);
        json.WriteString("sequenceNumber"u8, sequenceNumber);
        json.WriteNumber("subSequenceNumber"u8, subSequenceNumber);
        json.WriteString("partitionKey"u8, partitionKey);
        json.WriteString("arrivedAt"u8, arrivedAt);
        json.WriteEndObject();
        json.WriteBase64String("data"u8, payload);
        json.WriteEndObject();
        json.Flush();
    }
}

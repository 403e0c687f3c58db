using System.Buffers;
using System.Formats.Cbor;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>The two encodings of Kinesis, written for these tests alone: the emulator's own codec judges nothing here.</summary>
internal static class KinesisWire
{
    public static byte[] Encode(object? value, bool isCbor)
    {
        if (!isCbor) return JsonSerializer.SerializeToUtf8Bytes(value);
        var writer = new CborWriter();
        WriteCbor(writer, value);
        return writer.Encode();
    }

    /// <summary>Maps become dictionaries, lists arrays, numbers decimals; a byte string of CBOR becomes base64, as in JSON.</summary>
    public static object? Decode(byte[] body, bool isCbor) => body.Length == 0 ? null : isCbor ? ReadCbor(new(body)) : ReadJson(JsonDocument.Parse(body).RootElement);

    private static void WriteCbor(CborWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNull(); break;
            case string text: writer.WriteTextString(text); break;
            case byte[] bytes: writer.WriteByteString(bytes); break;
            case int number: writer.WriteInt32(number); break;
            case long number: writer.WriteInt64(number); break;
            case double number: writer.WriteDouble(number); break;
            case IDictionary<string, object?> map:
                writer.WriteStartMap(map.Count);
                foreach (var (name, member) in map)
                {
                    writer.WriteTextString(name);
                    WriteCbor(writer, member);
                }
                writer.WriteEndMap();
                break;
            case IEnumerable<object?> list:
                // Of indefinite length: both kinds must be taken.
                writer.WriteStartArray(null);
                foreach (var item in list) WriteCbor(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static object? ReadCbor(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.TextString: return reader.ReadTextString();
            case CborReaderState.ByteString: return Convert.ToBase64String(reader.ReadByteString());
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger: return (decimal)reader.ReadInt64();
            case CborReaderState.Boolean: return reader.ReadBoolean();
            case CborReaderState.StartArray:
                var list = new List<object?>();
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray) list.Add(ReadCbor(reader));
                reader.ReadEndArray();
                return list.ToArray();
            case CborReaderState.StartMap:
                var map = new Dictionary<string, object?>();
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap) map.Add(reader.ReadTextString(), ReadCbor(reader));
                reader.ReadEndMap();
                return map;
            default: throw new NotSupportedException(reader.PeekState().ToString());
        }
    }

    private static object? ReadJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(ReadJson).ToArray(),
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(p => p.Name, p => ReadJson(p.Value)),
        _ => null,
    };
}

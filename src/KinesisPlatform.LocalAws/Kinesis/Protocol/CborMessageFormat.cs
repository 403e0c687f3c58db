using System.Buffers;
using System.Formats.Cbor;
using System.Text;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary><c>application/x-amz-cbor-1.1</c>: the members of AWS JSON as CBOR (RFC 8949), blobs as byte strings. Takes definite and indefinite lengths.</summary>
internal sealed class CborMessageFormat : IMessageFormat
{
    private const int DepthMax = 64;

    public string ContentType => "application/x-amz-cbor-1.1";

    public Message Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new CborReader(body, CborConformanceMode.Lax);
            if (SkipTags(reader) != CborReaderState.StartMap) throw KinesisException.Serialization("The body is not a CBOR map.");
            return ReadMap(reader);
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException or OverflowException)
        {
            throw KinesisException.Serialization("The body is not well-formed CBOR.");
        }
    }

    public MessageWriter Writer(IBufferWriter<byte> output) => new CborMessageWriter(output);

    private static Message ReadMap(CborReader reader)
    {
        if (reader.CurrentDepth > DepthMax) throw KinesisException.Serialization($"The body is nested deeper than {DepthMax}.");
        var message = new Message();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var name = ReadText(reader);
            message.Add(name, ReadValue(reader));
        }
        reader.ReadEndMap();
        return message;
    }

    private static List<MessageValue> ReadList(CborReader reader)
    {
        if (reader.CurrentDepth > DepthMax) throw KinesisException.Serialization($"The body is nested deeper than {DepthMax}.");
        var items = new List<MessageValue>();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray) items.Add(ReadValue(reader));
        reader.ReadEndArray();
        return items;
    }

    private static MessageValue ReadValue(CborReader reader)
    {
        switch (SkipTags(reader))
        {
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return MessageValue.OfText(ReadText(reader));
            case CborReaderState.ByteString:
                return MessageValue.OfBytes(reader.ReadDefiniteLengthByteString());
            case CborReaderState.StartIndefiniteLengthByteString:
                return MessageValue.OfBytes(reader.ReadByteString());
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return MessageValue.OfNumber(reader.ReadInt64());
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return MessageValue.OfNumber(reader.ReadDouble());
            case CborReaderState.Boolean:
                return MessageValue.OfBoolean(reader.ReadBoolean());
            case CborReaderState.StartArray:
                return MessageValue.OfList(ReadList(reader));
            case CborReaderState.StartMap:
                return MessageValue.OfMap(ReadMap(reader));
            default:
                reader.SkipValue();
                return default;
        }
    }

    private static ReadOnlyMemory<byte> ReadText(CborReader reader) => SkipTags(reader) == CborReaderState.TextString
        ? reader.ReadDefiniteLengthTextStringBytes()
        : Encoding.UTF8.GetBytes(reader.ReadTextString());

    private static CborReaderState SkipTags(CborReader reader)
    {
        while (reader.PeekState() == CborReaderState.Tag) reader.ReadTag();
        return reader.PeekState();
    }
}

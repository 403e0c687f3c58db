using System.Buffers.Text;
using System.Text;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>One value of a request. Texts and byte strings are slices of the request's body: what outlives the request is copied.</summary>
internal readonly struct MessageValue
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly object? _children;

    private MessageValue(ValueKind kind, ReadOnlyMemory<byte> content, double number, object? children) =>
        (Kind, _content, Number, _children) = (kind, content, number, children);

    public ValueKind Kind { get; }

    public double Number { get; }

    /// <summary>The text's UTF-8, or the byte string.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    public string Text => Encoding.UTF8.GetString(_content.Span);

    public List<MessageValue> List => (List<MessageValue>)_children!;

    public Message Map => (Message)_children!;

    public static MessageValue OfText(ReadOnlyMemory<byte> utf8) => new(ValueKind.Text, utf8, 0, null);

    public static MessageValue OfBytes(ReadOnlyMemory<byte> bytes) => new(ValueKind.Bytes, bytes, 0, null);

    public static MessageValue OfNumber(double number) => new(ValueKind.Number, default, number, null);

    public static MessageValue OfBoolean(bool value) => new(ValueKind.Boolean, default, value ? 1 : 0, null);

    public static MessageValue OfList(List<MessageValue> items) => new(ValueKind.List, default, 0, items);

    public static MessageValue OfMap(Message members) => new(ValueKind.Map, default, 0, members);

    /// <summary>The blob that CBOR carries as it is and JSON as base64.</summary>
    /// <exception cref="KinesisException">SerializationException: neither.</exception>
    public ReadOnlyMemory<byte> ToBlob()
    {
        if (Kind == ValueKind.Bytes) return _content;
        if (Kind != ValueKind.Text) throw KinesisException.Serialization("A blob is neither a byte string nor base64 text.");
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(_content.Length)];
        return Base64.DecodeFromUtf8(_content.Span, decoded, out _, out var length) == System.Buffers.OperationStatus.Done
            ? decoded.AsMemory(0, length)
            : throw KinesisException.Serialization("A blob is not base64.");
    }
}

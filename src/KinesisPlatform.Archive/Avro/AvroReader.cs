using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.Archive.Avro;

/// <summary>
/// Reads Avro's binary encoding as its schema says: records and maps as dictionaries, arrays as lists, unions as the value, int and long as long, bytes and fixed as byte[].
/// </summary>
/// <exception cref="FormatException">The bytes do not match the schema.</exception>
internal sealed class AvroReader(ReadOnlyMemory<byte> content)
{
    private int _position;

    public bool IsAtEnd => _position == content.Length;

    public long ReadLong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw new FormatException("An Avro number has more than 64 bits.");
    }

    public ReadOnlySpan<byte> ReadFixed(int length) => Take(length);

    public ReadOnlyMemory<byte> ReadSlice(int length)
    {
        var start = _position;
        Take(length);
        return content.Slice(start, length);
    }

    public byte[] ReadBytes() => Take(Length(ReadLong())).ToArray();

    public string ReadString() => Encoding.UTF8.GetString(Take(Length(ReadLong())));

    public object? Read(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array) return Read(schema[Length(ReadLong())]);
        if (schema.ValueKind == JsonValueKind.String) return ReadPrimitive(schema.GetString()!);
        return schema.GetProperty("type").GetString() switch
        {
            "record" => ReadRecord(schema.GetProperty("fields")),
            "array" => ReadArray(schema.GetProperty("items")),
            "map" => ReadMap(schema.GetProperty("values")),
            "fixed" => Take(schema.GetProperty("size").GetInt32()).ToArray(),
            var primitive => ReadPrimitive(primitive!),
        };
    }

    public Dictionary<string, object?> ReadMap(JsonElement values)
    {
        var map = new Dictionary<string, object?>();
        ReadBlocks(() => map[ReadString()] = Read(values));
        return map;
    }

    private object? ReadPrimitive(string type) => type switch
    {
        "null" => null,
        "boolean" => Take(1)[0] != 0,
        "int" or "long" => ReadLong(),
        "float" => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        "double" => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        "bytes" => ReadBytes(),
        "string" => ReadString(),
        _ => throw new FormatException($"The Avro type '{type}' is not known here."),
    };

    private Dictionary<string, object?> ReadRecord(JsonElement fields)
    {
        var record = new Dictionary<string, object?>(fields.GetArrayLength());
        foreach (var field in fields.EnumerateArray()) record[field.GetProperty("name").GetString()!] = Read(field.GetProperty("type"));
        return record;
    }

    private List<object?> ReadArray(JsonElement items)
    {
        var list = new List<object?>();
        ReadBlocks(() => list.Add(Read(items)));
        return list;
    }

    private void ReadBlocks(Action readItem)
    {
        for (var count = ReadLong(); count != 0; count = ReadLong())
        {
            // A negative count is followed by the block's size in bytes, for readers that skip.
            if (count < 0) ReadLong();
            for (var i = Math.Abs(count); i > 0; i--) readItem();
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > content.Length - _position) throw new FormatException("An Avro file ends early.");
        _position += length;
        return content.Span.Slice(_position - length, length);
    }

    private static int Length(long value) => value is >= 0 and <= int.MaxValue ? (int)value : throw new FormatException($"An Avro length or index is {value}.");
}

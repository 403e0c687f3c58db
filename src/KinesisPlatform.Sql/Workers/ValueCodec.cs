using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Values in rows and parameters: one tag byte, then the value.</summary>
internal static class ValueCodec
{
    private enum Tag : byte
    {
        Null, False, True, Int64, UInt64, Int128, UInt128, Float, Double, Decimal, Text, Blob, Instant, LocalTime, Date, TimeOfDay, Uuid, List, Struct, Interval, Json, Number, Map,
    }

    /// <exception cref="NotSupportedException">A type that no column and no parameter has.</exception>
    public static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null: Put(Tag.Null); break;
            case bool flag: Put(flag ? Tag.True : Tag.False); break;
            case sbyte or byte or short or ushort or int or uint or long:
                Put(Tag.Int64);
                writer.Write(Convert.ToInt64(value, null));
                break;
            case ulong number: Put(Tag.UInt64); writer.Write(number); break;
            case Int128 number: Put(Tag.Int128); writer.Write((ulong)(number >> 64)); writer.Write((ulong)number); break;
            case UInt128 number: Put(Tag.UInt128); writer.Write((ulong)(number >> 64)); writer.Write((ulong)number); break;
            case float number: Put(Tag.Float); writer.Write(number); break;
            case double number: Put(Tag.Double); writer.Write(number); break;
            case decimal number: Put(Tag.Decimal); writer.Write(number); break;
            case string text: Put(Tag.Text); writer.Write(text); break;
            case byte[] blob: Put(Tag.Blob); writer.Write7BitEncodedInt(blob.Length); writer.Write(blob); break;
            case DateTimeOffset instant: Put(Tag.Instant); writer.Write(instant.UtcTicks); break;
            case DateTime time: Put(Tag.LocalTime); writer.Write(time.Ticks); break;
            case DateOnly date: Put(Tag.Date); writer.Write(date.DayNumber); break;
            case TimeOnly time: Put(Tag.TimeOfDay); writer.Write(time.Ticks); break;
            case Guid uuid: Put(Tag.Uuid); writer.Write(uuid.ToByteArray()); break;
            case DuckDbInterval interval: Put(Tag.Interval); writer.Write(interval.Months); writer.Write(interval.Days); writer.Write(interval.Microseconds); break;
            case QueryJson json: Put(Tag.Json); writer.Write(json.Text); break;
            case QueryNumber number: Put(Tag.Number); writer.Write(number.Text); break;
            case object?[] list:
                Put(Tag.List);
                writer.Write7BitEncodedInt(list.Length);
                foreach (var item in list) Write(writer, item);
                break;
            case QueryStruct row:
                Put(Tag.Struct);
                writer.Write7BitEncodedInt(row.Members.Count);
                foreach (var (name, member) in row.Members)
                {
                    writer.Write(name);
                    Write(writer, member);
                }
                break;
            case QueryMap map:
                Put(Tag.Map);
                writer.Write(map.HasTextKeys);
                writer.Write7BitEncodedInt(map.Entries.Count);
                foreach (var (key, item) in map.Entries)
                {
                    Write(writer, key);
                    Write(writer, item);
                }
                break;
            default: throw new NotSupportedException($"A value of type {value.GetType().Name}.");
        }

        void Put(Tag tag) => writer.Write((byte)tag);
    }

    public static object? Read(BinaryReader reader) => (Tag)reader.ReadByte() switch
    {
        Tag.Null => null,
        Tag.False => false,
        Tag.True => true,
        Tag.Int64 => reader.ReadInt64(),
        Tag.UInt64 => reader.ReadUInt64(),
        Tag.Int128 => (Int128)ReadWide(reader),
        Tag.UInt128 => ReadWide(reader),
        Tag.Float => reader.ReadSingle(),
        Tag.Double => reader.ReadDouble(),
        Tag.Decimal => reader.ReadDecimal(),
        Tag.Text => reader.ReadString(),
        Tag.Blob => reader.ReadBytes(reader.Read7BitEncodedInt()),
        Tag.Instant => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        Tag.LocalTime => new DateTime(reader.ReadInt64(), DateTimeKind.Unspecified),
        Tag.Date => DateOnly.FromDayNumber(reader.ReadInt32()),
        Tag.TimeOfDay => new TimeOnly(reader.ReadInt64()),
        Tag.Uuid => new Guid(reader.ReadBytes(16)),
        Tag.Interval => new DuckDbInterval(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64()),
        Tag.Json => new QueryJson(reader.ReadString()),
        Tag.Number => new QueryNumber(reader.ReadString()),
        Tag.List => ReadList(reader),
        Tag.Struct => ReadStruct(reader),
        Tag.Map => ReadMap(reader),
        var tag => throw new InvalidDataException($"A value of kind {tag}."),
    };

    private static UInt128 ReadWide(BinaryReader reader)
    {
        var upper = reader.ReadUInt64();
        return new(upper, reader.ReadUInt64());
    }

    private static object?[] ReadList(BinaryReader reader)
    {
        var items = new object?[reader.Read7BitEncodedInt()];
        for (var i = 0; i < items.Length; i++) items[i] = Read(reader);
        return items;
    }

    private static QueryStruct ReadStruct(BinaryReader reader)
    {
        var members = new KeyValuePair<string, object?>[reader.Read7BitEncodedInt()];
        for (var i = 0; i < members.Length; i++) members[i] = new(reader.ReadString(), Read(reader));
        return new(members);
    }

    private static QueryMap ReadMap(BinaryReader reader)
    {
        var hasTextKeys = reader.ReadBoolean();
        var entries = new KeyValuePair<object, object?>[reader.Read7BitEncodedInt()];
        for (var i = 0; i < entries.Length; i++) entries[i] = new(Read(reader)!, Read(reader));
        return new(hasTextKeys, entries);
    }
}

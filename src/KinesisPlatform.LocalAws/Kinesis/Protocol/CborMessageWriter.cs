using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>Writes straight into the answer: System.Formats.Cbor would hold a second copy of it. Maps and lists are of indefinite length, as the service's own.</summary>
internal sealed class CborMessageWriter(IBufferWriter<byte> output) : MessageWriter
{
    private const byte Unsigned = 0x00, Negative = 0x20, ByteString = 0x40, TextString = 0x60;
    private const byte IndefiniteList = 0x9f, IndefiniteMap = 0xbf, False = 0xf4, True = 0xf5, Break = 0xff;

    public override void StartMap() => One(IndefiniteMap);

    public override void EndMap() => One(Break);

    public override void StartList() => One(IndefiniteList);

    public override void EndList() => One(Break);

    public override void Name(ReadOnlySpan<byte> name) => Text(name);

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        Head(TextString, (ulong)utf8.Length);
        output.Write(utf8);
    }

    public override void Text(string value)
    {
        Head(TextString, (ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, output);
    }

    public override void Number(long value) => Head(value < 0 ? Negative : Unsigned, (ulong)(value < 0 ? -1 - value : value));

    public override void Boolean(bool value) => One(value ? True : False);

    public override void Blob(ReadOnlySpan<byte> bytes)
    {
        Head(ByteString, (ulong)bytes.Length);
        output.Write(bytes);
    }

    public override void Time(long unixMilliseconds) => Number(unixMilliseconds);

    public override void Dispose() { }

    private void One(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private void Head(byte major, ulong argument)
    {
        var head = output.GetSpan(9);
        switch (argument)
        {
            case < 24:
                head[0] = (byte)(major | argument);
                output.Advance(1);
                break;
            case <= byte.MaxValue:
                (head[0], head[1]) = ((byte)(major | 24), (byte)argument);
                output.Advance(2);
                break;
            case <= ushort.MaxValue:
                head[0] = (byte)(major | 25);
                BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)argument);
                output.Advance(3);
                break;
            case <= uint.MaxValue:
                head[0] = (byte)(major | 26);
                BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)argument);
                output.Advance(5);
                break;
            default:
                head[0] = (byte)(major | 27);
                BinaryPrimitives.WriteUInt64BigEndian(head[1..], argument);
                output.Advance(9);
                break;
        }
    }
}

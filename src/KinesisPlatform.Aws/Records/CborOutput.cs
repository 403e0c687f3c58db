using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.Aws.Records;

/// <summary>Writes CBOR of definite lengths (RFC 8949) straight into a request's body.</summary>
internal readonly ref struct CborOutput(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;

    public void Map(int count) => Head(CborMajor.Map, count);

    public void Array(int count) => Head(CborMajor.Array, count);

    public void Number(int value) => Head(CborMajor.Unsigned, value);

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Head(CborMajor.Text, utf8.Length);
        _output.Write(utf8);
    }

    public void Text(string text)
    {
        Head(CborMajor.Text, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _output);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Head(CborMajor.Bytes, bytes.Length);
        _output.Write(bytes);
    }

    private void Head(CborMajor major, int argument)
    {
        var head = _output.GetSpan(5);
        var high = (byte)((int)major << 5);
        switch (argument)
        {
            case < 24:
                head[0] = (byte)(high | argument);
                _output.Advance(1);
                break;
            case <= byte.MaxValue:
                (head[0], head[1]) = ((byte)(high | 24), (byte)argument);
                _output.Advance(2);
                break;
            case <= ushort.MaxValue:
                head[0] = (byte)(high | 25);
                BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)argument);
                _output.Advance(3);
                break;
            default:
                head[0] = (byte)(high | 26);
                BinaryPrimitives.WriteInt32BigEndian(head[1..], argument);
                _output.Advance(5);
                break;
        }
    }
}

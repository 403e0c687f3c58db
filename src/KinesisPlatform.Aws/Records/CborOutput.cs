using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KinesisPlatform.Aws.Records;

/// <summary>Writes CBOR of definite lengths (RFC 8949) straight into a request's body.</summary>
internal readonly ref struct CborOutput(IBufferWriter<byte> output)
{
    public const int HeadBytesMax = 5;

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

    private void Head(CborMajor major, int argument) => _output.Advance(WriteHead(_output.GetSpan(HeadBytesMax), major, argument));

    /// <summary>Writes a head, for those that write a whole item into one span.</summary>
    /// <param name="destination">At least <see cref="HeadBytesMax"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteHead(Span<byte> destination, CborMajor major, int argument)
    {
        var high = (byte)((int)major << 5);
        switch (argument)
        {
            case < 24:
                destination[0] = (byte)(high | argument);
                return 1;
            case <= byte.MaxValue:
                destination[0] = (byte)(high | 24);
                destination[1] = (byte)argument;
                return 2;
            case <= ushort.MaxValue:
                destination[0] = (byte)(high | 25);
                BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)argument);
                return 3;
            default:
                destination[0] = (byte)(high | 26);
                BinaryPrimitives.WriteInt32BigEndian(destination[1..], argument);
                return HeadBytesMax;
        }
    }
}

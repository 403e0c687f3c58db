using System.Buffers.Binary;

namespace KinesisPlatform.Aws.EventStreams;

/// <summary>CRC-32 of ISO 3309, as in gzip: polynomial 0x04C11DB7, bit-reflected. Eight bytes a step, by a table each.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int StepBytes = 8;

    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        var (t0, t1, t2, t3, t4, t5, t6, t7) = (Tables[0], Tables[1], Tables[2], Tables[3], Tables[4], Tables[5], Tables[6], Tables[7]);
        while (content.Length >= StepBytes)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(content) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
            content = content[StepBytes..];
        }
        foreach (var b in content) crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[StepBytes][];
        for (var t = 0; t < StepBytes; t++)
        {
            tables[t] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                var crc = t == 0 ? (uint)i : tables[t - 1][i];
                if (t > 0) crc = tables[0][(byte)crc] ^ (crc >> 8);
                else
                {
                    for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
                }
                tables[t][i] = crc;
            }
        }
        return tables;
    }
}

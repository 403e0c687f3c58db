using System.Buffers.Binary;

namespace KinesisPlatform.Fuzz;

/// <summary>Makes inputs: each follows from the run's seed and its own number alone, so that one can be made again.</summary>
internal static class Mutation
{
    private const int LengthMax = 8 * 1024;
    private static readonly byte[] Interesting = [0x00, 0x01, 0x17, 0x18, 0x1a, 0x1b, 0x1f, 0x3b, 0x5f, 0x7b, 0x7f, 0x80, 0x9b, 0x9f, 0xbf, 0xc0, 0xdb, 0xf6, 0xf7, 0xfb, 0xff, (byte)'"', (byte)'\\', (byte)'{', (byte)'[', (byte)',', (byte)'}'];

    public static byte[] Input(IReadOnlyList<byte[]> seeds, Random random)
    {
        if (random.Next(50) == 0) return Noise(random);
        var input = (byte[])seeds[random.Next(seeds.Count)].Clone();
        for (var count = random.Next(1, 6); count > 0; count--) input = Mutate(input, seeds, random);
        return input.Length <= LengthMax ? input : input[..LengthMax];
    }

    private static byte[] Mutate(byte[] input, IReadOnlyList<byte[]> seeds, Random random)
    {
        if (input.Length == 0) return Noise(random);
        var at = random.Next(input.Length);
        switch (random.Next(10))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                return input;
            case 1:
                input[at] = (byte)random.Next(256);
                return input;
            case 2:
                input[at] = Interesting[random.Next(Interesting.Length)];
                return input;
            case 3:
                input[at] = (byte)(input[at] + random.Next(-3, 4));
                return input;
            case 4:
                return input[..at];
            case 5:
                return [.. input[..at], Interesting[random.Next(Interesting.Length)], .. input[at..]];
            case 6:
                return [.. input[..at], .. input[Math.Min(input.Length, at + random.Next(1, 16))..]];
            case 7:
                // A part of itself again: nesting, doubled members.
                var part = input.AsSpan(at, random.Next(Math.Min(input.Length - at, 256)) + 1);
                return [.. input[..at], .. part, .. input[at..]];
            case 8:
                var other = seeds[random.Next(seeds.Count)];
                return [.. input[..at], .. other[random.Next(other.Length)..]];
            default:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, random.Next(3) switch { 0 => -1L, 1 => int.MaxValue, _ => random.NextInt64() });
                number[..Math.Min(8, input.Length - at)].CopyTo(input.AsSpan(at));
                return input;
        }
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 256)];
        random.NextBytes(noise);
        return noise;
    }
}

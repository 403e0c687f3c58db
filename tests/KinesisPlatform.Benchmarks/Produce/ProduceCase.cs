using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Produce;

/// <summary>Records of one size, put onto a stream of its own per side, which begins empty in each round.</summary>
/// <param name="Name">Such as <c>1 KiB</c>.</param>
/// <param name="RecordCount">Of one pass.</param>
internal sealed record ProduceCase(string Name, int PayloadBytes, int RecordCount)
{
    private const int ShardCount = 4;
    private const int KeyCount = 10_000;
    private const int PutCountMax = 500;
    private const int PutBytesMax = 10 << 20;
    // Partition key and what the emulator counts of a record.
    private const int KeyBytesMax = 64;

    private readonly byte[] _payload = RandomBytes(PayloadBytes);

    /// <summary>As many as one PutRecords takes.</summary>
    public int PutCount => Math.Min(PutCountMax, PutBytesMax / (PayloadBytes + KeyBytesMax));

    public byte[] Payload => _payload;

    public static string[] Keys { get; } = [.. Enumerable.Range(0, KeyCount).Select(i => $"device-{i:D4}")];

    public async Task<StreamName> NewStreamAsync(AmazonKinesisClient kinesis, string side, CancellationToken cancellationToken)
    {
        var stream = new StreamName($"produce-{PayloadBytes}-{side}");
        try
        {
            await kinesis.DeleteStreamAsync(new() { StreamName = stream.Value }, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The first round.
        }
        await kinesis.CreateStreamAsync(new() { StreamName = stream.Value, ShardCount = ShardCount }, cancellationToken);
        return stream;
    }

    // Seeded, so that every run puts the same bytes; random, so that base64 and JSON meet no pattern.
    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}

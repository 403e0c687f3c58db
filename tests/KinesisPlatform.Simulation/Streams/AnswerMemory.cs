using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Simulation.Streams;

/// <summary>What an answer's records lie in. Given back it holds something else at once, as memory of a pool does sooner or later: who still reads it archives that.</summary>
internal sealed class AnswerMemory : IDisposable
{
    private const byte Garbage = 0xDD;

    private readonly List<byte[]> _buffers = [];

    public KinesisRecord Copy(KinesisRecord record) => record with { Data = Copy(record.Data), PartitionKey = Copy(record.PartitionKey) };

    private byte[] Copy(ReadOnlyMemory<byte> bytes)
    {
        _buffers.Add(bytes.ToArray());
        return _buffers[^1];
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers) Array.Fill(buffer, Garbage);
    }
}

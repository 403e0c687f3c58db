using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Fuzz.Targets;

[SuppressMessage("Security", "CA5351", Justification = "MD5 is the format's checksum, it protects nothing.")]
internal sealed class KplAggregateTarget : IFuzzTarget
{
    private const int MagicLength = 4;

    public string Name => "KPL aggregates";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        KplAggregate.Encode([new("a", new byte[] { 1 })]),
        KplAggregate.Encode([.. Enumerable.Range(0, 20).Select(i => new OutgoingRecord($"device-{i % 3}", new byte[i * 5], i % 2 == 0 ? null : $"{i}"))]),
    ];

    public byte[] Repair(byte[] input)
    {
        if (input.Length < MagicLength + MD5.HashSizeInBytes) return input;
        ((ReadOnlySpan<byte>)[0xf3, 0x89, 0x9a, 0xc2]).CopyTo(input);
        MD5.HashData(input.AsSpan(MagicLength..^MD5.HashSizeInBytes), input.AsSpan(^MD5.HashSizeInBytes..));
        return input;
    }

    public bool Parse(byte[] input)
    {
        using var output = new PooledList<StreamRecord>();
        var whole = new StreamRecord(new("shardId-000000000000"), SequenceNumber.Zero, 0, "outer"u8.ToArray(), null, DateTimeOffset.UnixEpoch, input);
        var isAggregate = KplAggregate.TryExpand(whole, output);
        if (isAggregate != output.Count > 0) throw new InvalidOperationException("Neither all nor nothing of an aggregate.");
        for (var i = 0; i < output.Count; i++)
        {
            if (output[i].SubSequenceNumber != i) throw new InvalidOperationException("A user record out of its place.");
            var bytes = 0L;
            foreach (var value in output[i].Data.Span) bytes += value;
            if (bytes < 0 || output[i].PartitionKeyText.Contains('\ufffd', StringComparison.Ordinal) && !input.AsSpan().ContainsAny("\ufffd"u8)) throw new InvalidOperationException("A key that is no text.");
        }
        return isAggregate;
    }
}

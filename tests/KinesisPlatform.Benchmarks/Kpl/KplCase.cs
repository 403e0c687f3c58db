using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Benchmarks.Kpl;

/// <summary>User records of one size, as many as the Kinesis Producer Library puts into an aggregate (AggregationMaxSize, 51,200 bytes).</summary>
internal sealed class KplCase
{
    private const int AggregateBytesMax = 51_200;
    // Tags and lengths of a user record.
    private const int OverheadBytes = 8;

    public KplCase(string name, int payloadBytes)
    {
        Name = name;
        var random = new Random(1);
        UserRecords =
        [
            .. Enumerable.Range(0, AggregateBytesMax / (payloadBytes + OverheadBytes)).Select(i =>
            {
                var payload = new byte[payloadBytes];
                random.NextBytes(payload);
                return new OutgoingRecord($"device-{i % 50:D4}", payload);
            }),
        ];
        Aggregate = KplAggregate.Encode(UserRecords);
        Record = new(new ShardId("shardId-000000000000"), SequenceNumber.Zero, 0, Encoding.UTF8.GetBytes("outer"), null, DateTimeOffset.UnixEpoch, Aggregate);
    }

    public string Name { get; }

    public IReadOnlyList<OutgoingRecord> UserRecords { get; }

    public byte[] Aggregate { get; }

    public StreamRecord Record { get; }

    /// <exception cref="InvalidOperationException">The aggregate did not give its user records.</exception>
    public void Parse(PooledList<StreamRecord> output)
    {
        output.Truncate(0);
        if (!KplAggregate.TryExpand(Record, output) || output.Count != UserRecords.Count) throw new InvalidOperationException("The aggregate did not give its user records.");
    }

    /// <exception cref="InvalidOperationException">The aggregate differs from the one built first.</exception>
    public void Build()
    {
        if (KplAggregate.Encode(UserRecords).Length != Aggregate.Length) throw new InvalidOperationException("The aggregate differs from the one built first.");
    }

    /// <summary>What no implementation of the format can do without.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MD5 is the format's checksum, it protects nothing.")]
    public void Checksum()
    {
        Span<byte> checksum = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(Aggregate, checksum);
    }
}

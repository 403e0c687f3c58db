using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Benchmarks.Kpl;

/// <summary>
/// Aggregates as one answer of GetRecords holds them, or one request of a producer: each of user records of one size, as many as the Kinesis
/// Producer Library puts into one (AggregationMaxSize, 51,200 bytes).
/// </summary>
internal sealed class KplCase
{
    private const int AggregateCount = 16;
    private const int AggregateBytesMax = 51_200;
    // Tags and lengths of a user record.
    private const int OverheadBytes = 8;
    private static readonly ShardId Shard = new("shardId-000000000000");

    private readonly Memory<byte>[] _built = new Memory<byte>[AggregateCount];
    private readonly List<KinesisRecord> _records;

    public KplCase(string name, int payloadBytes)
    {
        Name = name;
        var random = new Random(1);
        Contents = [.. Enumerable.Range(0, AggregateCount).Select(_ => UserRecords(payloadBytes, random))];
        Aggregates = [.. Contents.Select(KplAggregate.Encode)];
        _records = [.. Aggregates.Select(a => new KinesisRecord(a, Encoding.UTF8.GetBytes("outer"), SequenceNumber.Zero, DateTimeOffset.UnixEpoch))];
    }

    public string Name { get; }

    /// <summary>The user records of each aggregate.</summary>
    public IReadOnlyList<IReadOnlyList<OutgoingRecord>> Contents { get; }

    public IReadOnlyList<byte[]> Aggregates { get; }

    public int UserRecordCount => Contents.Sum(c => c.Count);

    /// <exception cref="InvalidOperationException">The aggregates did not give their user records.</exception>
    public void Parse(PooledList<StreamRecord> output)
    {
        output.Truncate(0);
        KplAggregate.Expand(Shard, _records, 0, output);
        ThrowUnlessWhole(output);
    }

    /// <summary>The same, each by itself.</summary>
    /// <exception cref="InvalidOperationException">The aggregates did not give their user records.</exception>
    public void ParseOneByOne(PooledList<StreamRecord> output)
    {
        output.Truncate(0);
        foreach (var record in _records) KplAggregate.TryExpand(new(Shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data), output);
        ThrowUnlessWhole(output);
    }

    /// <exception cref="InvalidOperationException">The aggregates differ from those built first.</exception>
    public void Build()
    {
        for (var i = 0; i < AggregateCount; i++) _built[i] = KplAggregateWriter.Write(Contents[i], length => GC.AllocateUninitializedArray<byte>(length));
        KplFrame.Seal(_built);
        ThrowUnlessSame();
    }

    /// <inheritdoc cref="Build"/>
    public void BuildOneByOne()
    {
        for (var i = 0; i < AggregateCount; i++) _built[i] = KplAggregate.Encode(Contents[i]);
        ThrowUnlessSame();
    }

    /// <summary>What an implementation of the format cannot do without that takes one aggregate after the other.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MD5 is the format's checksum, it protects nothing.")]
    public void Checksum()
    {
        Span<byte> checksum = stackalloc byte[MD5.HashSizeInBytes];
        foreach (var aggregate in Aggregates) MD5.HashData(aggregate, checksum);
    }

    private static OutgoingRecord[] UserRecords(int payloadBytes, Random random) =>
    [
        .. Enumerable.Range(0, AggregateBytesMax / (payloadBytes + OverheadBytes)).Select(i =>
        {
            var payload = new byte[payloadBytes];
            random.NextBytes(payload);
            return new OutgoingRecord($"device-{i % 50:D4}", payload);
        }),
    ];

    private void ThrowUnlessWhole(PooledList<StreamRecord> output)
    {
        if (output.Count != UserRecordCount) throw new InvalidOperationException("The aggregates did not give their user records.");
    }

    private void ThrowUnlessSame()
    {
        // All of it, so that the checksum is looked at as well.
        for (var i = 0; i < AggregateCount; i++)
            if (!_built[i].Span.SequenceEqual(Aggregates[i])) throw new InvalidOperationException("The aggregates differ from those built first.");
    }
}

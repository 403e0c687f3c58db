using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Streams;

/// <summary>Kinesis itself, beyond the network: streams and their records, under the true time. What a producer aggregated is told apart by the producer, not by the code under test.</summary>
internal sealed class SimulatedKinesis(Scheduler scheduler, SeededRandom random)
{
    private const int ArrivalTicks = (int)TimeSpan.TicksPerMillisecond;

    private readonly Dictionary<StreamName, SimulatedStream> _streams = [];
    private readonly Dictionary<string, IReadOnlyList<(string PartitionKey, string? HashKey, byte[] Data)>> _aggregates = [];
    private long _sequence = random.Next(1_000_000);

    public Dictionary<SequenceNumber, SimulatedRecord> Records { get; } = [];

    /// <summary>How long a record may be in a stream before readers find it.</summary>
    public TimeSpan VisibilityDelayMax { get; set; }

    public IEnumerable<StreamName> Names => _streams.Keys.Order(Comparer<StreamName>.Create((left, right) => string.CompareOrdinal(left.Value, right.Value)));

    public SimulatedStream Create(StreamName name, int incarnation, int shardCount, TimeSpan retention)
    {
        // Kinesis tells creation times to the second or so; two lives of a name are farther apart.
        return _streams[name] = new(name, incarnation, shardCount, retention, Milliseconds(scheduler.Now));
    }

    public void Remove(StreamName name) => _streams.Remove(name);

    /// <exception cref="ResourceNotFoundException">No such stream.</exception>
    public SimulatedStream Find(string? name)
    {
        if (!_streams.TryGetValue(new(name ?? "?"), out var stream)) throw new ResourceNotFoundException($"Stream {name} under account 000000000000 not found.");
        stream.Trim(scheduler.Now);
        return stream;
    }

    /// <summary>Says what a payload is made of.</summary>
    public void Announce(byte[] aggregate, IReadOnlyList<(string PartitionKey, string? HashKey, byte[] Data)> contents) => _aggregates[Convert.ToBase64String(aggregate)] = contents;

    public PutEntryResult Put(SimulatedStream stream, PutEntry entry)
    {
        var hashKey = entry.ExplicitHashKey is { } key ? UInt128.Parse(key, CultureInfo.InvariantCulture) : BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(entry.PartitionKey)));
        var shard = stream.Open.First(open => hashKey >= open.Start && hashKey <= open.End);
        _sequence += 1 + random.Next(3);
        // 56 digits, as the service's.
        var sequence = SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"495903382714902566085596925383615710959215759{_sequence:D11}"));
        var now = scheduler.Now;
        var last = shard.Records.Count > 0 ? shard.Records[^1] : null;
        var arrivedAt = Milliseconds(now);
        var visibleAt = now + VisibilityDelayMax * random.NextDouble();
        if (last is not null && last.VisibleAt > visibleAt) visibleAt = last.VisibleAt;
        var record = new KinesisRecord(entry.Data.ToArray(), Encoding.UTF8.GetBytes(entry.PartitionKey), sequence, arrivedAt);
        var simulated = new SimulatedRecord(shard, shard.Records.Count, record, visibleAt, RowsOf(shard.Id, record, entry));
        shard.Records.Add(simulated);
        Records.Add(sequence, simulated);
        return new(shard.Id.Value, sequence, null, null);
    }

    private StreamRecord[] RowsOf(ShardId shard, KinesisRecord record, PutEntry entry)
    {
        if (!_aggregates.TryGetValue(Convert.ToBase64String(entry.Data.Span), out var contents))
            return [new(shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data)];
        return [.. contents.Select((row, sub) => new StreamRecord(shard, record.SequenceNumber, sub, Encoding.UTF8.GetBytes(row.PartitionKey),
            row.HashKey is null ? null : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(row.HashKey), record.ArrivedAt, row.Data))];
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % ArrivalTicks));
}

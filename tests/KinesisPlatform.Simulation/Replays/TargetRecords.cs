using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>What one replay put, told from the target itself and, by another library than the one that wrote it, from each record there.</summary>
/// <param name="archived">By sequence number and sub-sequence number.</param>
internal sealed class TargetRecords(World world, SimulatedReplay replay, IReadOnlyDictionary<(string, int), StreamRecord> archived)
{
    private readonly ReplayRecordReader _reader = new(world.Settings.Stream.Value);

    /// <summary>The originals that the target's records say they are, in the order in which they were put.</summary>
    public IReadOnlyList<SentRecord> Read() =>
        [.. world.Kinesis.Records.Values.Where(record => record.Shard.Stream.Name.Value == replay.Spec.Target).OrderBy(record => record.SequenceNumber).SelectMany(UserRecords).Select(Find).OfType<SentRecord>()];

    /// <returns>Null where the replay's expression gives none.</returns>
    public static string? KeyOf(ReplaySpec spec, in StreamRecord original) => spec.PartitionKey is { Expression: var expression } ? RowScanner.KeyBy(expression, original) : original.PartitionKeyText;

    // Of a record that is no aggregate's the target does not show it.
    private string HashKeyOf(in StreamRecord original) => replay.Spec.PartitionKey is null && original.ExplicitHashKey is { } key ? Encoding.UTF8.GetString(key.Span) : "";

    private SentRecord? Find((SimulatedShard Shard, StreamRecord Row, bool IsInPlace) put)
    {
        var at = Consumer.Records.SequenceNumber.Parse(put.Row.SequenceNumber.ToString());
        var isLiveToo = replay.Spec.Target == world.Settings.Stream.Value;
        if (!_reader.TryRead(new(replay.Spec.Target, put.Shard.Id.Value, at, put.Row.SubSequenceNumber), put.Row.Data, out var read, out var fault) || read.Replay is null)
        {
            if (!isLiveToo) Fail("every record is annotated", $"{at} {fault ?? "has no annotation"}.");
            return null;
        }
        if (read.Replay.ReplayId != replay.Id) return null;
        if (!archived.TryGetValue((read.Original.SequenceNumber.ToString(), read.Original.SubSequenceNumber), out var original) || original.ShardId.Value != read.Original.ShardId)
            Fail("every record has its identity", $"{read.Original} was never archived.");
        else if (!original.Data.Span.SequenceEqual(read.Payload.Span) || KeyOf(replay.Spec, original) != put.Row.PartitionKeyText)
            Fail("payloads and keys are kept", $"{read.Original} differs from what was archived.");
        else return new(original, put.Row.PartitionKeyText, HashKeyOf(original), put.IsInPlace, put.Row.Data.Length + put.Row.PartitionKey.Length);
        return null;
    }

    /// <summary>Consumers on the Kinesis Client Library drop those of an aggregate's records whose keys its shard does not hold.</summary>
    private static IEnumerable<(SimulatedShard, StreamRecord, bool)> UserRecords(SimulatedRecord put)
    {
        var (rows, whole) = (new PooledList<StreamRecord>(), new StreamRecord(put.Shard.Id, put.SequenceNumber, 0, put.Record.PartitionKey, null, put.Record.ArrivedAt, put.Record.Data));
        if (!KplAggregate.TryExpand(whole, rows)) return [(put.Shard, whole, true)];
        return rows.Select(row => (put.Shard, row, HashOf(row) is var hash && hash >= put.Shard.Start && hash <= put.Shard.End));
    }

    private static UInt128 HashOf(in StreamRecord row) => row.ExplicitHashKey is { } key
        ? UInt128.Parse(Encoding.UTF8.GetString(key.Span), CultureInfo.InvariantCulture)
        : BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(row.PartitionKey.Span));

    private void Fail(string invariant, string what) => world.Scheduler.Fail(invariant, $"{replay.Id}: {what}");
}

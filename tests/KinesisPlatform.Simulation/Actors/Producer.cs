using System.Globalization;
using System.Text;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>Puts records, single and aggregated, text and junk, and checks what it was acknowledged.</summary>
internal sealed class Producer(World world, SimulatedProcess process, int recordCount)
{
    private const int KeyCount = 12;

    private readonly SeededRandom _random = process.Random.Fork("records");
    private int _count;

    public async Task RunAsync()
    {
        var writer = new ProcessParts(world, process).Writer;
        var pause = world.Settings.ActiveTime * 2 / Math.Max(1, recordCount);
        while (_count < recordCount && world.Faults.IsOn)
        {
            var records = Enumerable.Range(0, 1 + _random.Next(6)).Select(_ => NextRecord()).ToList();
            await PutAsync(writer, records);
            await Task.Delay(pause * (records.Count * _random.NextDouble()), process.Clock);
        }
    }

    /// <summary>A record straight into the stream, for times in which no process runs.</summary>
    public void PutDirectly()
    {
        var record = NextRecord();
        if (world.Stream is { } stream) world.Kinesis.Put(stream, new(record.Data, record.PartitionKey, record.ExplicitHashKey));
    }

    private async Task PutAsync(IStreamProducer writer, List<OutgoingRecord> records)
    {
        try
        {
            var results = await writer.PutAsync(world.Settings.Stream, records, CancellationToken.None);
            for (var i = 0; i < records.Count; i++) CheckAcknowledged(records[i], results[i]);
        }
        catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.NotFound or FailureKind.Conflict)
        {
            // Not acknowledged: it may be in the stream, and then has to be archived all the same.
            await Task.Delay(TimeSpan.FromSeconds(1), process.Clock);
        }
    }

    private void CheckAcknowledged(OutgoingRecord record, PutResult result)
    {
        if (!world.Kinesis.Records.TryGetValue(result.SequenceNumber, out var put) || put.Shard.Id != result.ShardId || !put.Record.Data.Span.SequenceEqual(record.Data.Span))
            world.Scheduler.Fail("acknowledged is in the stream", $"{result} is not what was put.");
    }

    private OutgoingRecord NextRecord()
    {
        var key = $"key-{_random.Next(KeyCount)}";
        return _random.Chance(world.Settings.AggregateShare) ? NextAggregate(key) : new(key, NextPayload(), _random.Chance(0.1) ? NextHashKey() : null);
    }

    private OutgoingRecord NextAggregate(string key)
    {
        var contents = Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => ($"key-{_random.Next(KeyCount)}", _random.Chance(0.3) ? NextHashKey() : null, NextPayload())).ToList();
        var data = KplAggregate.Encode([.. contents.Select(row => new OutgoingRecord(row.Item1, row.Item3, row.Item2))]);
        world.Kinesis.Announce(data, contents);
        return new(key, data, _random.Chance(0.3) ? NextHashKey() : null);
    }

    private byte[] NextPayload()
    {
        var number = ++_count;
        if (_random.Chance(0.05)) return [];
        // The magic of an aggregate that is none: an ordinary record.
        if (_random.Chance(0.03)) return [0xF3, 0x89, 0x9A, 0xC2, .. Encoding.UTF8.GetBytes("not an aggregate, whatever it begins with")];
        var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"producer":"{{process.Name}}","number":{{number}}}"""));
        if (!_random.Chance(0.1)) return payload;
        var junk = new byte[_random.Next(2000)];
        _random.NextBytes(junk);
        return junk;
    }

    private string NextHashKey() => (((UInt128)_random.NextBits() << 64) | _random.NextBits()).ToString(CultureInfo.InvariantCulture);
}

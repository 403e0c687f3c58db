using System.Text;
using System.Text.Json;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.DemoProducer.Tests;

public sealed class FlightProducerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeStreams _streams = new();

    [Fact]
    public void FlightData_IsTheDataSetInOrderWithItsPass()
    {
        var flights = FlightData.Load(AppContext.BaseDirectory);
        Assert.Equal(20_000, flights.Count);
        Assert.Equal("""{"date":"2001/01/01 00:47","delay":66,"distance":1750,"origin":"DTW","destination":"LAS","pass":1}""", Text(flights.RecordAt(0)));
        Assert.Equal("DTW", flights.RecordAt(0).PartitionKey);
        Assert.EndsWith(",\"pass\":3}", Text(flights.RecordAt(40_000)), StringComparison.Ordinal);
        for (var i = 0; i < flights.Count; i++)
        {
            using var flight = JsonDocument.Parse(flights.RecordAt(i).Data);
            Assert.Equal(flights.RecordAt(i).PartitionKey, flight.RootElement.GetProperty("origin").GetString());
        }
    }

    [Fact]
    public void Pace_CarriesFractionsOver()
    {
        var pace = new DemoPace(2.5, _time);
        var sent = Enumerable.Range(0, 100).Select(_ => { _time.Advance(TimeSpan.FromMilliseconds(100)); return pace.TakeDue(); }).ToList();
        Assert.InRange(sent.Sum(), 24, 25);
        Assert.All(sent, n => Assert.InRange(n, 0, 1));
    }

    [Fact]
    public void Pace_MakesUpForOneSecondAtMost()
    {
        var pace = new DemoPace(100, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, pace.TakeDue());
    }

    [Theory]
    [InlineData("--burst --rate 5", true, 5)]
    [InlineData("--rate=0.5", false, 0.5)]
    [InlineData("", false, 100)]
    public void Arguments_AreSettings(string line, bool burst, double rate)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(DemoProducerExtensions.Expand(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Build();
        var options = new DemoProducerOptions();
        configuration.GetSection(DemoProducerOptions.SectionName).Bind(options);
        Assert.Equal((burst, rate), (options.Burst, options.RecordsPerSecond));
    }

    [Fact]
    public async Task Producer_CreatesItsStreamsAndGoesRoundInOrderThroughFailures()
    {
        _streams.FailuresLeft = 5;
        using var producer = Create(new() { RecordsPerSecond = 30 });
        await producer.StartAsync(default);
        await AdvanceUntilAsync(() => _streams.Put.Count >= 9);
        await producer.StopAsync(default);
        Assert.Equal([("flights", 4), ("flights-replay", 4)], _streams.Ensured);
        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"], _streams.Put.Take(9).Select(Describe));
    }

    [Fact]
    public async Task Burst_KeepsNoPace()
    {
        using var producer = Create(new() { Burst = true, RecordsPerSecond = 0.01, BurstRecordCount = 3 });
        _streams.PutsMax = 4;
        await producer.StartAsync(default);
        await AdvanceUntilAsync(() => _streams.Put.Count == 12);
        await producer.StopAsync(default);
        Assert.Equal("c4", Describe(_streams.Put[^1]));
    }

    private FlightProducer Create(DemoProducerOptions options)
    {
        var flights = new FlightData([.. "abc".Select(c => new Flight($"{c}", Encoding.UTF8.GetBytes($"{{\"origin\":\"{c}\"}}")))]);
        return new(_streams, _streams, flights, Options.Create(options), _time, NullLogger<FlightProducer>.Instance);
    }

    private async Task AdvanceUntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 10_000, "The producer stands still.");
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
    }

    private static string Describe(OutgoingRecord record)
    {
        using var flight = JsonDocument.Parse(record.Data);
        return $"{record.PartitionKey}{flight.RootElement.GetProperty("pass").GetInt32()}";
    }

    private static string Text(OutgoingRecord record) => Encoding.UTF8.GetString(record.Data.Span);

    private sealed class FakeStreams : IStreamDirectory, IStreamProducer
    {
        private readonly Lock _gate = new();
        private readonly List<OutgoingRecord> _put = [];
        private int _puts;

        public List<(string, int)> Ensured { get; } = [];

        public int FailuresLeft { get; set; }

        public int PutsMax { get; set; } = int.MaxValue;

        public IReadOnlyList<OutgoingRecord> Put
        {
            get { lock (_gate) return [.. _put]; }
        }

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken)
        {
            FailNow();
            Ensured.Add((stream.Value, shardCount));
            return Task.CompletedTask;
        }

        public async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            if (_puts++ >= PutsMax) await Task.Delay(Timeout.Infinite, cancellationToken);
            FailNow();
            lock (_gate) _put.AddRange(records);
            return [];
        }

        public ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task FlushAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) => throw new NotSupportedException();

        private void FailNow()
        {
            if (FailuresLeft-- > 0) throw new PlatformException(FailureKind.Unavailable, "Kinesis cannot be reached.");
        }
    }
}

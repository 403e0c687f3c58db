using System.Globalization;
using Amazon.Kinesis;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Sql.Tests.Live;

/// <summary>How long after its acknowledgement a record is seen, by a clock that the tests move: with the real readers, over a stream in memory.</summary>
public sealed class FreshnessTests : IDisposable
{
    private const string Stream = "s";
    private const int ShardCount = 2;
    private const int StepCount = 3000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    // Nothing is measured by it: what waits for a clock that nobody moves would wait for ever.
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(3);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeKinesis _kinesis;

    public FreshnessTests()
    {
        _kinesis = new(_time);
        _kinesis.CreateStream(Stream, ShardCount);
    }

    public void Dispose() => _kinesis.Dispose();

    [Theory]
    [InlineData("polling", "1", 1000)]
    [InlineData("polling", "2", 500)]
    [InlineData("polling", "5", 200)]
    // The interval at which the stream in memory pushes.
    [InlineData("fanOut", "2", 50)]
    public Task Record_IsHeldWithinTheReadersInterval(string reading, string callsPerSecond, int boundMilliseconds) => Task.Run(async () =>
    {
        await using var services = Start(reading, callsPerSecond);
        var tail = (await services.GetRequiredService<StreamTails>().GetAsync(new(Stream), default).WaitAsync(HangAfter))!;
        await ReadersWaitAsync();

        var random = new Random(7);
        var acknowledged = new Dictionary<SequenceNumber, DateTimeOffset>();
        var (seen, worst) = (0, TimeSpan.Zero);
        var begun = _time.GetUtcNow();
        // At every time within the readers' intervals; and until the last one has to be there.
        for (var step = 0; step < StepCount + 200; step++)
        {
            if (step < StepCount && random.Next(7) == 0) acknowledged.Add(_kinesis.Put(Stream, $"key {random.Next()}", [1]).SequenceNumber, _time.GetUtcNow());
            _time.Advance(Step);
            // A reader that began to wait on a thread of its own, and was not there yet when its time came, goes on there.
            await ReadersWaitAsync();
            if (Held(tail).ToList() is var held && held.Count == seen) continue;
            seen = held.Count;
            foreach (var record in held)
            {
                if (acknowledged.Remove(record, out var at) && _time.GetUtcNow() - at is var lag && lag > worst) worst = lag;
            }
        }
        Assert.Empty(acknowledged);
        Assert.True(seen > StepCount / 10);
        Assert.InRange(worst, TimeSpan.FromMilliseconds(boundMilliseconds) / 2, TimeSpan.FromMilliseconds(boundMilliseconds) + Step);
        // The budget is kept, and nothing is polled where records are pushed.
        var calls = reading == "polling" ? (_time.GetUtcNow() - begun).TotalSeconds * double.Parse(callsPerSecond, CultureInfo.InvariantCulture) + 1 : 0;
        Assert.InRange(GetRecordsCount, 0, ShardCount * calls);
    });

    [Fact]
    public Task Query_ShardsThatAreSilent_AreAskedOnceEachAndNotWaitedFor() => Task.Run(async () =>
    {
        // On AWS an idle subscription says nothing for five seconds.
        _kinesis.IdleEvent = TimeSpan.FromHours(1);
        await using var services = Start("fanOut", "2");
        var tails = services.GetRequiredService<StreamTails>();
        var tail = (await tails.GetAsync(new(Stream), default).WaitAsync(HangAfter))!;
        for (var query = 1; query <= 5; query++)
        {
            await ReadersWaitAsync();
            _time.Advance(TimeSpan.FromSeconds(3));
            // By a clock that stands still: it is answered without waiting for any event.
            Assert.Same(tail, await tails.GetAsync(new(Stream), default).WaitAsync(HangAfter));
            Assert.Equal(query * ShardCount, GetRecordsCount);
            Assert.Equal(_time.GetUtcNow(), tail.Capture().ReadUpTo);
        }

        await ReadersWaitAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        _kinesis.Put(Stream, "k", [1]);
        var waiting = tails.GetAsync(new(Stream), default);
        // The readers, and the limit of the query's patience.
        await _time.ArmedAsync(ShardCount + 1).WaitAsync(HangAfter);
        _time.Advance(FakeKinesis.PushInterval);
        Assert.Same(tail, await waiting.WaitAsync(HangAfter));
        Assert.Single(Held(tail));
        // Neither twice nor taken by the question: what follows is pushed as before.
        _kinesis.Put(Stream, "k", [2]);
        await ReadersWaitAsync();
        _time.Advance(FakeKinesis.PushInterval);
        await ReadersWaitAsync();
        Assert.Equal(2, Held(tail).Count());
    });

    private int GetRecordsCount => _kinesis.Calls.Count(call => call.Operation == "GetRecords");

    private static IEnumerable<SequenceNumber> Held(StreamTail tail) =>
        tail.Capture().Shards.SelectMany(shard => shard.Segments).SelectMany(segment => segment.Records).Select(record => record.SequenceNumber);

    // They begin on real threads; from then on they mostly run within Advance, for the tests leave xunit's synchronization context.
    private Task ReadersWaitAsync() => _time.ArmedAsync(ShardCount).WaitAsync(HangAfter);

    private ServiceProvider Start(string reading, string callsPerSecond)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Streams:Reading", reading), new("Streams:GetRecordsPerShardPerSecond", callsPerSecond)]).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IAmazonKinesis>(_kinesis)
            .AddSingleton<IKinesisRecordClient>(_kinesis)
            .AddSingleton<IShardSubscriptionClient>(_kinesis)
            .AddSingleton<IObjectStore>(new MemoryObjectStore(_time))
            .AddStreams(configuration)
            .AddArchive(configuration)
            .AddSql(configuration)
            .BuildServiceProvider();
    }
}

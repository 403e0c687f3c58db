using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests;

/// <summary>A stream <c>flights</c> in memory, with a reader and a producer of it under virtual time.</summary>
internal sealed class Virtual
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public Virtual(int shardCount = 1, StreamsOptions? options = null)
    {
        Options = options ?? new();
        Kinesis = new(Time);
        Kinesis.CreateStream(Stream.Value, shardCount);
        Directory = new(Kinesis, Options, Time, new Random(1), NullLogger<StreamDirectory>.Instance);
        Reader = new(Kinesis, Kinesis, Directory, Options, Time, new Random(1), NullLogger<ShardReader>.Instance);
        FanOut = new(Kinesis, Kinesis, Kinesis, Directory, Options, "tests", Time, new Random(1), NullLogger<FanOutShardReader>.Instance);
        Producer = new(Kinesis, Directory, Options, Time, new Random(1), NullLogger<StreamProducer>.Instance);
    }

    public static StreamName Stream { get; } = new("flights");
    public static ShardId First { get; } = new("shardId-000000000000");

    public FakeTimeProvider Time { get; } = new();
    public StreamsOptions Options { get; }
    public FakeKinesis Kinesis { get; }
    public StreamDirectory Directory { get; }
    public ShardReader Reader { get; }
    public FanOutShardReader FanOut { get; }
    public StreamProducer Producer { get; }

    private IShardReader Used => Options.Reading == ReadingMode.FanOut ? FanOut : Reader;

    /// <summary>Runs the work and moves the clock, 10 ms at a time, until it is done.</summary>
    /// <exception cref="TimeoutException">It is not done within the virtual time given.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> work, TimeSpan? limit = null) => Task.Run(async () =>
    {
        // Off the test's synchronization context the continuations run inside Advance, so that nothing depends on real threads.
        var task = work();
        var end = Time.GetUtcNow() + (limit ?? TimeSpan.FromMinutes(10));
        while (!task.IsCompleted)
        {
            if (Time.GetUtcNow() > end) throw new TimeoutException($"Not done within {limit} of virtual time.");
            Time.Advance(Step);
        }
        return await task;
    });

    /// <summary>The first batches of a shard, at most a count of them.</summary>
    public Task<List<ShardBatch>> ReadAsync(ReadPosition from, int batchCount, Action<int>? afterBatch = null, ShardId? shard = null) => RunAsync(async () =>
    {
        var batches = new List<ShardBatch>();
        await foreach (var batch in Used.ReadAsync(Stream, shard ?? First, from, default))
        {
            batches.Add(batch);
            afterBatch?.Invoke(batches.Count);
            if (batches.Count == batchCount) break;
        }
        return batches;
    });

    public PutEntryResult Put(byte data, string key = "key") => Kinesis.Put(Stream.Value, key, [data]);

    public static byte[] DataOf(IEnumerable<ShardBatch> batches) => [.. batches.SelectMany(b => b.Records).Select(r => r.Data.Span[0])];
}

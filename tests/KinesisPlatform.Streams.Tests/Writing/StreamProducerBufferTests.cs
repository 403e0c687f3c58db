using System.Net;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;

namespace KinesisPlatform.Streams.Tests.Writing;

/// <summary>Waiting for others, flushing, back-pressure, cancellation, disposal.</summary>
public sealed class StreamProducerBufferTests
{
    [Fact]
    public async Task Enqueue_FewRecords_WaitForOthersAndShareARequest()
    {
        var world = new Virtual();
        var start = world.Time.GetUtcNow();

        var results = await world.RunAsync(() => EnqueueAllAsync(world, Records(5)));

        Assert.Equal(5, Assert.Single(world.Kinesis.PutRequests).Count);
        Assert.Equal(TimeSpan.FromMilliseconds(100), world.Kinesis.Calls.Single(c => c.Operation == "PutRecords").At - start);
        Assert.Equal(5, results.Select(r => r.SequenceNumber).Distinct().Count());
    }

    [Fact]
    public async Task Flush_RecordsWait_SendsThemAtOnceAndWaitsForTheirResults()
    {
        var world = new Virtual();
        world.Kinesis.PutLatency = () => (TimeSpan.FromMilliseconds(30), TimeSpan.Zero);
        var task = await world.Producer.EnqueueAsync(Virtual.Stream, new("a", new byte[] { 1 }), default);
        var flushed = world.Producer.FlushAsync(default);
        Assert.False(flushed.IsCompleted);

        world.Time.Advance(TimeSpan.FromMilliseconds(30));

        Assert.True(flushed.IsCompletedSuccessfully);
        Assert.True(task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Flush_RecordsComeMeanwhile_DoesNotWaitForThem()
    {
        var world = new Virtual();
        world.Kinesis.PutLatency = () => (TimeSpan.FromMilliseconds(30), TimeSpan.Zero);
        await world.Producer.EnqueueAsync(Virtual.Stream, new("a", new byte[] { 1 }), default);
        var flushed = world.Producer.FlushAsync(default);
        world.Time.Advance(TimeSpan.FromMilliseconds(20));
        var later = await world.Producer.EnqueueAsync(Virtual.Stream, new("b", new byte[] { 2 }), default);

        world.Time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.True(flushed.IsCompletedSuccessfully);
        Assert.False(later.IsCompleted);
    }

    [Fact]
    public async Task Dispose_RecordsWait_PutsThemAndAcceptsNoMore()
    {
        var world = new Virtual();
        var results = Records(20).Select(r => world.Producer.EnqueueAsync(Virtual.Stream, r, default).AsTask()).ToList();

        await world.RunAsync(async () =>
        {
            await world.Producer.DisposeAsync();
            return 0;
        });

        foreach (var result in results) Assert.True((await result).IsCompletedSuccessfully);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await world.Producer.EnqueueAsync(Virtual.Stream, new("late", new byte[1]), default));
    }

    [Fact]
    public async Task Enqueue_BufferIsFull_WaitsInTurnAndNeverHoldsMore()
    {
        var world = new Virtual(options: new() { Producer = new() { BufferBytesMax = 20_000, RecordBytesMax = 5_000, AggregateBytesMax = 5_000 } });
        world.Kinesis.PutLatency = () => (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        var most = 0L;

        var results = await world.RunAsync(async () =>
        {
            var tasks = new List<Task<Task<PutResult>>>();
            for (var i = 0; i < 200; i++)
            {
                tasks.Add(world.Producer.EnqueueAsync(Virtual.Stream, new($"key-{i % 3}", new byte[2_000]), default).AsTask());
                most = Math.Max(most, world.Producer.BufferedBytes);
            }
            return await Task.WhenAll((await Task.WhenAll(tasks)).Select(async task =>
            {
                most = Math.Max(most, world.Producer.BufferedBytes);
                return await task;
            }));
        });

        Assert.InRange(most, 2_000, 20_000);
        Assert.Equal(0, world.Producer.BufferedBytes);
        Assert.Equal(200, results.Select(r => r.SequenceNumber).Distinct().Count());
    }

    [Fact]
    public async Task Put_BufferIsSmallAndOneRecordIsTriedAgainAndAgain_TheOthersGoOn()
    {
        var world = new Virtual(options: new() { AttemptsMax = 100, Producer = new() { BufferBytesMax = 20_000, RecordBytesMax = 5_000, AggregateBytesMax = 5_000 } });
        world.Kinesis.EntryError = entry => entry.PartitionKey == "slow" && world.Kinesis.RecordsOf(Virtual.Stream.Value).Count < 40 ? "InternalFailure" : null;

        var results = await world.RunAsync(() => world.Producer.PutAsync(
            Virtual.Stream, [new("slow", new byte[2_000]), .. Enumerable.Range(0, 40).Select(i => new OutgoingRecord($"key-{i}", new byte[2_000]))], default));

        Assert.Equal(41, results.Select(r => r.SequenceNumber).Distinct().Count());
    }

    [Fact]
    public async Task Enqueue_CancelledWhileTheBufferIsFull_LeavesItsPlaceToTheNext()
    {
        var world = new Virtual(options: new() { Producer = new() { BufferBytesMax = 6_000, RecordBytesMax = 5_000, AggregateBytesMax = 5_000 } });
        using var cancelled = new CancellationTokenSource();
        world.Kinesis.PutLatency = () => (TimeSpan.FromMilliseconds(100), TimeSpan.Zero);
        await world.Producer.EnqueueAsync(Virtual.Stream, new("a", new byte[4_500]), default);
        var large = world.Producer.EnqueueAsync(Virtual.Stream, new("b", new byte[4_500]), cancelled.Token).AsTask();
        var small = world.Producer.EnqueueAsync(Virtual.Stream, new("c", new byte[100]), default).AsTask();
        Assert.False(small.IsCompleted);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await world.RunAsync(async () => await await small);
    }

    [Fact]
    public async Task Enqueue_CancelledBeforeItIsSent_IsWithdrawn()
    {
        var world = new Virtual();
        using var cancelled = new CancellationTokenSource();
        var withdrawn = await world.Producer.EnqueueAsync(Virtual.Stream, new("key", new byte[] { 1 }), cancelled.Token);
        var kept = await world.Producer.EnqueueAsync(Virtual.Stream, new("key", new byte[] { 2 }), default);
        await cancelled.CancelAsync();

        await world.RunAsync(() => kept);

        Assert.True(withdrawn.IsCanceled);
        Assert.Equal([2], Assert.Single(Assert.Single(world.Kinesis.PutRequests)).Data.ToArray());
        Assert.Equal(0, world.Producer.BufferedBytes);
    }

    [Fact]
    public async Task Enqueue_RecordOfItsKeyFailsForGood_FailsToo()
    {
        var world = new Virtual(options: new() { AttemptsMax = 2 });
        world.Kinesis.EntryError = entry => entry.PartitionKey == "bad" ? "InternalFailure" : null;
        var first = await world.Producer.EnqueueAsync(Virtual.Stream, new("bad", new byte[] { 1 }), default);
        var second = await world.Producer.EnqueueAsync(Virtual.Stream, new("bad", new byte[] { 2 }), default);
        var other = await world.Producer.EnqueueAsync(Virtual.Stream, new("good", new byte[] { 3 }), default);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.RunAsync(() => second));

        Assert.Contains("accepted earlier failed", error.Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => first)).Kind);
        Assert.True(other.IsCompletedSuccessfully);
        Assert.DoesNotContain(world.Kinesis.PutRequests.SelectMany(r => r), e => e.Data.Span[0] == 2);
    }

    [Fact]
    public async Task Enqueue_KinesisIsGone_FailsWithinItsTime()
    {
        var world = new Virtual(options: new() { AttemptsMax = 100, Producer = new() { DeliveryTimeout = TimeSpan.FromSeconds(30) } });
        world.Kinesis.PutFault = () => TestKit.PutFault.RequestLost;
        var start = world.Time.GetUtcNow();

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.RunAsync(() => EnqueueAllAsync(world, Records(3))));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.InRange(world.Time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
        Assert.Equal(0, world.Producer.BufferedBytes);
    }

    [Fact]
    public async Task Put_OneRecordIsRefusedWithItsWholeRequest_TheOthersArePut()
    {
        var world = new Virtual();
        world.Kinesis.RequestError = entries => entries.Any(e => e.Data.Span[0] == 77) ? new ValidationException("records.77.member.data is too large.") : null;

        var results = await world.RunAsync(async () =>
        {
            var tasks = new List<Task<PutResult>>();
            foreach (var record in Records(200)) tasks.Add(await world.Producer.EnqueueAsync(Virtual.Stream, record, default));
            await world.Producer.FlushAsync(default);
            return tasks;
        });

        Assert.Equal([77], results.Index().Where(r => r.Item.IsFaulted).Select(r => r.Index));
        var error = Assert.IsType<PlatformException>(results[77].Exception!.InnerException);
        Assert.Equal((FailureKind.Invalid, true), (error.Kind, error.IsOfRecord));
        Assert.Equal(199, world.Kinesis.PutRequests.Sum(r => r.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_CallerIsRefused_IsInvalidAndOfNoRecord(bool aggregates)
    {
        var world = new Virtual(options: new() { Producer = new() { Aggregates = aggregates } });
        foreach (var refusal in new[] { new AccessDeniedException("No."), Refusal("KMSDisabledException"), Refusal("ExpiredTokenException") })
        {
            world.Kinesis.RequestError = _ => refusal;
            foreach (var count in new[] { 1, 3 })
            {
                var error = await Assert.ThrowsAsync<PlatformException>(() => world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, [.. Records(count)], default)));
                Assert.Equal((FailureKind.Invalid, false), (error.Kind, error.IsOfRecord));
            }
        }
        Assert.Empty(world.Kinesis.PutRequests);
    }

    [Fact]
    public async Task Enqueue_RecordOfItsKeyIsRefused_MayBeTriedAgain()
    {
        var world = new Virtual();
        world.Kinesis.RequestError = entries => entries.Any(e => e.Data.Span[0] == 77) ? new InvalidArgumentException("A record is too large.") : null;
        var refused = await world.Producer.EnqueueAsync(Virtual.Stream, new("k", new byte[] { 77 }), default);
        var behind = await world.Producer.EnqueueAsync(Virtual.Stream, new("k", new byte[] { 1 }), default);

        var error = await Assert.ThrowsAsync<PlatformException>(() => world.RunAsync(() => behind));

        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => refused)).Kind);
        await world.RunAsync(() => world.Producer.PutAsync(Virtual.Stream, [new("k", new byte[] { 1 })], default));
        Assert.Single(world.Kinesis.PutRequests.SelectMany(r => r));
    }

    [Fact]
    public async Task Enqueue_ManyStreams_EachGetsItsRecords()
    {
        var world = new Virtual();
        for (var i = 0; i < 200; i++) world.Kinesis.CreateStream($"stream-{i}", 1);

        for (var i = 0; i < 200; i++)
        {
            var stream = new StreamName($"stream-{i}");
            await world.RunAsync(() => world.Producer.PutAsync(stream, Records(2), default));
        }

        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(2, world.Kinesis.RecordsOf($"stream-{i}").Count));
    }

    private static AmazonKinesisException Refusal(string code) => new("No.", null, ErrorType.Sender, code, null, HttpStatusCode.BadRequest);

    private static async Task<PutResult[]> EnqueueAllAsync(Virtual world, OutgoingRecord[] records)
    {
        var tasks = new List<Task<PutResult>>();
        foreach (var record in records) tasks.Add(await world.Producer.EnqueueAsync(Virtual.Stream, record, default));
        return await Task.WhenAll(tasks);
    }

    private static OutgoingRecord[] Records(int count) => [.. Enumerable.Range(0, count).Select(i => new OutgoingRecord($"key-{i}", BitConverter.GetBytes(i)))];
}

using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Queries;

public sealed class VisibilityTests
{
    /// <summary>Records are put, archived in part and in whole, and shards split, while two readers count without a pause.</summary>
    [Fact]
    public async Task Counts_WhileRecordsArePutAndCommitted_NeverGoBackAndNeverExceedWhatWasPut()
    {
        await using var host = new SqlHost(("SpareWorkers", "2"));
        host.Streams.Create("s", 2);
        var put = 0L;
        // By queries, not by time, so that a busy machine checks as much; the limit only ends what hangs.
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));

        var writer = Task.Run(async () =>
        {
            var random = new Random(42);
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref put);
                host.Streams.Put("s", $"k{random.Next(50)}", "{}");
                if (random.Next(500) == 0) host.Streams.Split("s", host.Streams.Shards("s").ToList().FindIndex(shard => !shard.IsClosed));
                await Task.Delay(1);
            }
        });
        var archiver = Task.Run(async () =>
        {
            var random = new Random(43);
            while (!stop.IsCancellationRequested) await host.Archiver.ArchiveAsync("s", random.Next(1, 40));
        });
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var last = 0L;
            for (var query = 0; query < 10; query++)
            {
                var before = Interlocked.Read(ref put) - 1;
                var row = (await host.QueryAsync("select count(*), count(distinct sequence_number) from s"))[0];
                var (count, distinct) = ((long)row[0]!, (long)row[1]!);
                Assert.Equal(distinct, count);
                Assert.True(count >= last, $"{count} after {last}");
                Assert.True(count >= before, $"{count} although {before} were acknowledged before the query");
                Assert.True(count <= Interlocked.Read(ref put), $"{count} of {put}");
                last = count;
            }
        })).ToArray();

        try { await Task.WhenAll(readers); }
        finally { await stop.CancelAsync(); }
        await writer;
        await archiver;
        Assert.True(put > 0);
        await host.Archiver.ArchiveAsync("s");
        Assert.Equal(Interlocked.Read(ref put), await host.ScalarAsync("select count(*) from s"));
    }
}

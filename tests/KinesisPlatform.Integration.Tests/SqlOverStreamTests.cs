using System.Text;
using System.Text.Json;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Integration.Tests;

[Collection(PlatformCollection.Name)]
public sealed class SqlOverStreamTests(PlatformFixture platform)
{
    [Fact]
    public async Task Flights_WhileTheDemoProduces_AreCountedAndGrow()
    {
        const string sql = "select count(*) n, avg((json->>'$.delay')::double) d from flights";

        var first = await Eventually.GetAsync(() => platform.Sql.RowsAsync(sql), rows => rows[0][0].GetInt64() > 0, Eventually.Limit);
        var second = await Eventually.GetAsync(() => platform.Sql.RowsAsync(sql), rows => rows[0][0].GetInt64() > first[0][0].GetInt64(), Eventually.Limit);

        Assert.Equal(JsonValueKind.Number, second[0][1].ValueKind);
    }

    [Fact]
    public async Task Count_WhileRecordsArriveAndCommitsHappen_NeverGoesBackAndNeverDoubles()
    {
        var stream = new StreamName("e2e-orders");
        await platform.Streams.EnsureAsync(stream, 2, default);
        long attempted = 0, acknowledged = 0;
        using var stop = new CancellationTokenSource();
        var producing = ProduceAsync();

        long last = 0, version = 0;
        var deadline = TimeProvider.System.GetUtcNow() + Eventually.Limit;
        // Across several commits of the archive: some rows move from the live tail to files between any two counts.
        while (version < 3)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"The archive of {stream} reached only version {version} within {Eventually.Limit}.");
            var row = (await platform.Sql.RowsAsync($"select count(*), count(distinct (shard_id, sequence_number, sub_sequence_number)) from \"{stream}\""))[0];
            var (count, distinct) = (row[0].GetInt64(), row[1].GetInt64());
            Assert.Equal(distinct, count);
            Assert.InRange(count, last, Interlocked.Read(ref attempted));
            last = count;
            version = await VersionAsync();
        }
        await stop.CancelAsync();
        await producing;

        var total = await Eventually.GetAsync(() => platform.Sql.NumberAsync($"select count(*) from \"{stream}\""), count => count >= acknowledged, Eventually.Limit);
        Assert.Equal(acknowledged, total);
        Assert.Equal(acknowledged, await platform.Sql.NumberAsync($"select count(distinct (json->>'$.order')::bigint) from \"{stream}\""));

        async Task ProduceAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var batch = Enumerable.Range(0, 50).Select(i => Order(attempted + i)).ToList();
                Interlocked.Add(ref attempted, batch.Count);
                await platform.Producer.PutAsync(stream, batch, default);
                Interlocked.Add(ref acknowledged, batch.Count);
                await Task.Delay(100);
            }
        }

        async Task<long> VersionAsync()
        {
            using var description = JsonDocument.Parse(await platform.Sql.Http.GetStringAsync($"/streams/{stream}"));
            return description.RootElement.GetProperty("archive") is { ValueKind: JsonValueKind.Object } archive ? archive.GetProperty("version").GetInt64() : 0;
        }
    }

    private static OutgoingRecord Order(long number) => new($"customer-{number % 97}", Encoding.UTF8.GetBytes($$"""{"order":{{number}}}"""));
}

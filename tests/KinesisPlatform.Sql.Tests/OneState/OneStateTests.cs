using System.Globalization;
using Xunit.Abstractions;

namespace KinesisPlatform.Sql.Tests.OneState;

/// <summary>One query sees one state, whatever goes on: commits, merges, a resharding, an archiver that is restarted.</summary>
public sealed class OneStateTests(ITestOutputHelper output)
{
    private const int ShardCount = 2;

    /// <summary>100000 for the full proof, which takes some minutes.</summary>
    private static readonly int RecordCount = Environment.GetEnvironmentVariable("ONE_STATE_RECORDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 5_000;

    private static readonly int ClientCount = RecordCount >= 100_000 ? 3 : 2;

    [Fact]
    public async Task Queries_WhileRecordsFlowAndTheTableChanges_SeeOneStateEach()
    {
        await using var archive = await LiveArchive.StartAsync(ShardCount);
        var log = new PutLog(archive.Records);
        var results = new List<(string Shard, long Count, string Last)>();
        var queryCount = 0;

        var putting = log.PutAsync(RecordCount, TimeSpan.FromMilliseconds(100));
        var events = ChangeAsync(archive, log);
        await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(QueryAsync));
        await putting;
        var mergedFiles = await events;

        // Every result that was had on the way, by what each shard took in the end.
        Assert.All(results, result => Assert.True(log.IsPrefix(result.Shard, result.Count, result.Last), $"{result} is not what the shard took first."));
        Assert.Equal(log.Acknowledged, (await archive.QueryAsync("select count(*), count(distinct sequence_number) from orders"))[0][0]);
        Assert.True(results.Select(result => result.Shard).Distinct().Count() > ShardCount, "No query saw the children of the resharding.");
        Assert.True(mergedFiles > 0, "Nothing was merged while queries ran.");
        output.WriteLine($"{log.Acknowledged} records, {queryCount} queries, {results.Count} shard results, table version {(await archive.VersionAsync())!.Version}, {mergedFiles} files merged.");

        async Task QueryAsync(int client)
        {
            var last = new Dictionary<string, long>();
            var lastCount = 0L;
            // Until all is put, and then once more of each kind.
            for (var (kind, left) = (client, 3); left > 0; kind++)
            {
                if (putting.IsCompleted) left--;
                var acknowledged = log.Acknowledged;
                var count = (kind % 3) switch
                {
                    0 => await GroupedAsync(last),
                    1 => await SplitAsync(),
                    _ => await JoinedAsync(),
                };
                Assert.True(count >= lastCount, $"{count} after {lastCount}.");
                Assert.InRange(count, acknowledged, log.Attempted);
                lastCount = count;
                Interlocked.Increment(ref queryCount);
            }
        }

        async Task<long> GroupedAsync(Dictionary<string, long> last)
        {
            var rows = await archive.QueryAsync("select shard_id, count(*), count(distinct sequence_number), max(sequence_number) from orders group by shard_id");
            var total = 0L;
            foreach (var row in rows)
            {
                var (shard, count) = ((string)row[0]!, (long)row[1]!);
                Assert.Equal(count, row[2]);
                Assert.True(count >= last.GetValueOrDefault(shard), $"{count} in {shard} after {last.GetValueOrDefault(shard)}.");
                last[shard] = count;
                lock (results) results.Add((shard, count, (string)row[3]!));
                total += count;
            }
            return total;
        }

        async Task<long> SplitAsync()
        {
            var row = (await archive.QueryAsync("""
                select (select count(*) from orders), (select count(*) from archive('orders')), (select count(*) from live('orders')),
                    (select count(*) from archive('orders') semi join live('orders') using (shard_id, sequence_number)),
                    (select coalesce(max(total_records) filter (where is_current), 0) from snapshots('orders')), (select coalesce(sum(live_records), 0)::bigint from shards('orders'))
                """))[0];
            var (all, archived, live) = ((long)row[0]!, (long)row[1]!, (long)row[2]!);
            Assert.Equal((all, 0L, archived, live), (archived + live, (long)row[3]!, (long)row[4]!, (long)row[5]!));
            return all;
        }

        async Task<long> JoinedAsync()
        {
            var row = (await archive.QueryAsync("""
                with a as materialized (from orders) select (select count(*) from a), (select count(*) from a join orders b using (shard_id, sequence_number)),
                    (select count(*) from orders anti join a using (sequence_number))
                """))[0];
            Assert.Equal((row[0], 0L), (row[1], row[2]));
            return (long)row[0]!;
        }
    }

    /// <returns>How many files were merged.</returns>
    private static async Task<int> ChangeAsync(LiveArchive archive, PutLog log)
    {
        await UntilAsync(archive, log, RecordCount / 4);
        await archive.ReshardAsync();
        var merged = await UntilAsync(archive, log, RecordCount / 2);
        await archive.RestartArchiverAsync();
        return merged + await UntilAsync(archive, log, RecordCount);
    }

    private static async Task<int> UntilAsync(LiveArchive archive, PutLog log, long attempted)
    {
        var merged = 0;
        while (log.Attempted < attempted)
        {
            merged += await archive.MergeAsync();
            await Task.Delay(200);
        }
        return merged;
    }
}

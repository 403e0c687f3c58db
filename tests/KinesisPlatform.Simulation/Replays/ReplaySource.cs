using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>What there is before the first replay: a stream that was put onto, split and merged, in a table of a few commits.</summary>
internal sealed class ReplaySource(World world, ReplayLimits limits, SeededRandom random)
{
    private const int KeyCount = 6, OpenShardCountMax = 5;

    public async Task ArchiveAsync()
    {
        world.CreateStream();
        var stream = world.Stream!;
        for (var left = 20 + random.Next(150); left > 0; left--)
        {
            await Task.Delay(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), world.Outside.Clock);
            world.Kinesis.Put(stream, new(Encoding.UTF8.GetBytes(NextPayload()), $"key-{random.Next(KeyCount)}", null));
            if (random.Chance(0.02)) stream.Reshard(random, OpenShardCountMax, TimeSpan.FromSeconds(5), world.Scheduler.Now);
        }
        var parts = new ProcessParts(world, world.NewProcess("archiver"));
        var done = new TaskCompletionSource();
        parts.Link.Process.Start(async () =>
        {
            await AppendAsync(stream, parts);
            done.SetResult();
        });
        await done.Task;
    }

    private string NextPayload()
    {
        var number = world.Kinesis.Records.Count;
        if (limits.AreTight && random.Chance(0.3))
        {
            // No place for the annotation; or too large for it or with it, or just not.
            return random.Chance(0.3) ? string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}},"_replay":"mine"}""")
                : random.Chance(0.7) ? string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}},"text":"{{new string('x', random.Next(1500))}}"}""")
                : new string('x', random.Next(1200));
        }
        return random.Chance(0.9) ? string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}""") : random.Chance(0.5) ? "" : $"text {number}";
    }

    private async Task AppendAsync(SimulatedStream stream, ProcessParts parts)
    {
        var table = await parts.Catalog.OpenOrCreateAsync(stream.Name, CancellationToken.None);
        // Parents first, each shard in one commit or several.
        foreach (var shard in stream.Shards)
        {
            var (from, rows) = (default(ShardCheckpoint), shard.Records.SelectMany(record => record.Rows).ToList());
            var chunks = rows.Chunk(5 + random.Next(40)).DefaultIfEmpty([]).ToList();
            for (var i = 0; i < chunks.Count; i++)
            {
                var isLast = i == chunks.Count - 1;
                var readUpTo = isLast ? world.Outside.Clock.GetUtcNow() : chunks[i][^1].ArrivedAt;
                var to = new ShardCheckpoint(shard.Id, chunks[i].Length > 0 ? chunks[i][^1].SequenceNumber : from?.Last, isLast && shard.ClosedAt is not null, readUpTo);
                await table.AppendAsync(new(stream.Name, stream.CreatedAt), [new(from, to, chunks[i], [])], CancellationToken.None);
                from = to;
            }
        }
    }
}

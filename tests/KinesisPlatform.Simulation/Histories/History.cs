using KinesisPlatform.Simulation.Actors;
using KinesisPlatform.Simulation.Checking;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>One history: records are put and archived while things go wrong; then they stop going wrong, and everything must come right.</summary>
internal sealed class History(World world)
{
    private static readonly TimeSpan SettleStep = TimeSpan.FromSeconds(2);

    private HistorySettings Settings => world.Settings;

    public void Start() => world.Outside.Start(RunAsync);

    private async Task RunAsync()
    {
        world.CreateStream();
        var archivers = Enumerable.Range(1, Settings.ArchiverCount).Select(number => new ArchiverNode(world, number)).ToList();
        var producers = Enumerable.Range(1, Settings.ProducerCount).Select(number => StartProducer(number)).ToList();
        for (var number = 1; number <= Settings.ReaderCount; number++) StartReader(number);
        var nemesis = new Nemesis(world, archivers, producers[0]);
        foreach (var archiver in archivers) archiver.Start();
        world.Outside.Start(nemesis.RestartAsync);
        for (var number = 1; number <= Settings.MaintainerCount; number++) world.Outside.Start(new Maintainer(world, number).RunAsync);
        var striking = nemesis.RunAsync();

        await Task.Delay(Settings.ActiveTime, world.Outside.Clock);
        world.Note("world", "is repaired");
        world.Faults.IsOn = false;
        await striking;
        nemesis.Repair();
        await SettleAsync();
        if (Settings.ChecksLeases) await CheckLeasesAsync(archivers);
        await CheckEndAsync();
        world.Scheduler.Finish();
    }

    private Producer StartProducer(int number)
    {
        var process = world.NewProcess($"producer-{number}");
        var producer = new Producer(world, process, Settings.RecordCountMax / Settings.ProducerCount);
        process.Start(producer.RunAsync);
        return producer;
    }

    private void StartReader(int number)
    {
        var process = world.NewProcess($"reader-{number}");
        process.Start(new Reader(world, process).RunAsync);
    }

    private async Task SettleAsync()
    {
        var deadline = world.Scheduler.Now + Settings.SettleTimeMax;
        while (!CheckpointChecker.IsSettled(world.Stream!, world.Table.Checkpoints))
        {
            if (world.Scheduler.Now > deadline)
            {
                world.Scheduler.Fail("every record acknowledged is in the table or in a gap", $"After {Settings.SettleTimeMax} without faults these are not: {string.Join(", ", Missing().Take(10))}.");
                return;
            }
            await Task.Delay(SettleStep, world.Outside.Clock);
        }
    }

    private IEnumerable<string> Missing() =>
        world.Stream!.Shards.SelectMany(shard => shard.Records).Where(record => !record.IsArchived && !record.IsLost)
            .Select(record => $"{record.Shard.Id} {record.SequenceNumber} of {record.Record.ArrivedAt:O}{(record.Ordinal < record.Shard.FirstKept ? " (trimmed)" : "")}");

    // Who died is found dead, and shards are spread, a few at each heartbeat; one that stops or starts meanwhile begins it all anew.
    private async Task CheckLeasesAsync(IReadOnlyList<ArchiverNode> archivers)
    {
        // Where documents are listed, a claim that leaves a document as long as it was is noticed within 60 listings.
        var heartbeats = Settings.Leases is { ListEvery: > 1 } leases && leases.ReadsMax >= Mortal().Count ? 20 : 90;
        List<SimulatedProcess> before;
        do
        {
            before = Mortal();
            await Task.Delay(Settings.Leases.HeartbeatInterval * heartbeats, world.Outside.Clock);
        }
        while (!archivers.All(archiver => archiver.IsRunning) || !Mortal().SequenceEqual(before));
        var window = Settings.Leases.HeartbeatInterval * 2 + TimeSpan.FromSeconds(3 / Settings.Streams.GetRecordsPerShardPerSecond);
        world.Readers.CheckEachIsReadByOne(world.Stream!.Open.Select(shard => shard.Id), window);

        List<SimulatedProcess> Mortal() => [.. world.Running.Where(process => process.IsMortal)];
    }

    // A reader that knows nothing sees what the checker has followed from version to version.
    private async Task CheckEndAsync()
    {
        var process = world.NewProcess("last-reader");
        var done = new TaskCompletionSource<long>();
        process.Start(async () => done.SetResult(await new Reader(world, process).ReadNewestAsync()));
        var count = await done.Task;
        var expected = world.Kinesis.Records.Values.Sum(record => record.ArchivedCounts.Sum());
        if (count != expected) world.Scheduler.Fail("exactly once", $"The table has {count} rows, of the records put there are {expected} in it.");
        foreach (var record in world.Kinesis.Records.Values.Where(record => !record.IsArchived && !record.IsAbsent))
            world.Scheduler.Fail("aggregates are whole", $"{record.Shard.Id} {record.SequenceNumber} is archived in part.");
    }
}

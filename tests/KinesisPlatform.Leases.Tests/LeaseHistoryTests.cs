using FsCheck;
using FsCheck.Fluent;
using KinesisPlatform.Leases.Tests.Cluster;

namespace KinesisPlatform.Leases.Tests;

/// <summary>Any sequence of deaths, joins, pauses, stops, splits, outages and lost answers ends with every resource on one worker and even shares.</summary>
public sealed class LeaseHistoryTests
{
    private const int WorkersMax = 8;

    [Fact]
    public void Life_OfAnySequenceOfEvents_SettlesAndStaysSettled() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf()), Settles).Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithEndSize(25));

    // In the first two, one half of an exchange was taken apart by others before its giver had taken the other half, again and again.
    [Theory]
    [InlineData(1272540025, 969782869, 644123798, 1607189288, 246929838, 1274500095)]
    [InlineData(1901812418, 1358327967, 612937964, 748539539, 1777511715, 1122332650, 876812601, 887021629)]
    // Half of an exchange was taken in part, as its taker lost something at the same time; and evened out with a third worker, who had one more than others as well.
    [InlineData(1976851573, 2099094945, 1806491939, 670957035, 475425049, 1231710358, 187890218, 954233225, 1653896890, 828360783)]
    [InlineData(1388017348, 1842359591, 313240024, 1116358896, 1997793786, 1641177718, 1335869587, 1741222931, 2054499337, 923796440, 1254123967, 788757232, 420145018, 1368783782, 1381074637, 1403704299, 889651847, 1602378915, 767853602, 459420239, 383836045, 1887366794, 1808007728)]
    public void Life_ThatOnceWentRoundInCircles_Settles(params int[] choices) => Assert.True(Settles(choices));

    private static bool Settles(int[] choices)
    {
        var cluster = new LeaseCluster(choices.FirstOrDefault());
        var random = new Random(choices.FirstOrDefault());
        cluster.AddGroups(5, shardCount: 3);
        cluster.Start(2);
        foreach (var choice in choices)
        {
            Do(cluster, choice, random);
            cluster.RunFor(TimeSpan.FromMilliseconds(choice / 16 % 40_000));
        }
        foreach (var worker in cluster.Workers.Where(worker => !worker.IsDead))
        {
            worker.Context.IsPaused = false;
            worker.SetGroups();
        }
        (cluster.Store.IsDown, cluster.Store.LosesAnswer) = (false, () => false);
        if (!cluster.Running.Any()) cluster.Start(1);

        var heartbeat = cluster.Options.HeartbeatInterval;
        cluster.RunUntil(() => cluster.IsHeldOnce && cluster.IsEven, heartbeat * 40);
        // What brings groups together has an end, and on the way there nothing is held twice or not at all for longer than a move takes.
        var moves = -1;
        for (var round = 0; round < 20 && moves != cluster.TakenCount; round++)
        {
            moves = cluster.TakenCount;
            cluster.RunFor(heartbeat * 5);
        }
        return moves == cluster.TakenCount && cluster.IsHeldOnce && cluster.IsEven;
    }

    private static void Do(LeaseCluster cluster, int choice, Random random)
    {
        var live = cluster.Workers.Where(worker => !worker.IsDead).ToList();
        var worker = live.Count > 0 ? live[choice / 16 % live.Count] : null;
        switch (choice % 10)
        {
            case 0 or 1 when live.Count < WorkersMax:
                cluster.Start(1);
                break;
            case 2 when live.Count > 1:
                worker!.Kill();
                break;
            case 3 when worker is not null:
                worker.Context.IsPaused = !worker.Context.IsPaused;
                break;
            case 4 when worker is { IsRunning: true } && live.Count > 1:
                _ = worker.StopAsync();
                break;
            case 5 when cluster.Resources.Count < 100:
                cluster.Groups.Values.ElementAt(choice / 16 % cluster.Groups.Count).Split();
                break;
            case 6:
                cluster.Store.IsDown = !cluster.Store.IsDown;
                break;
            case 7:
                cluster.Store.LosesAnswer = () => random.Next(10) == 0;
                break;
            case 8 when worker is not null:
                // A second process of the same name: a restart, or a mistake.
                if (live.Count < WorkersMax) cluster.Start(worker.Name);
                break;
            case 9 when cluster.Groups.Count < 8:
                cluster.AddGroups(1, shardCount: 2);
                break;
            default:
                break;
        }
    }
}

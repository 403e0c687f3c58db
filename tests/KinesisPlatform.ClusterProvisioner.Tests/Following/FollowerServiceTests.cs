using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Following;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Tests.Following;

public sealed class FollowerServiceTests
{
    [Fact]
    public void After_NothingNew_WaitsLongerAndNeverInStep()
    {
        var delays = new PollDelays(Options.Create(new ProvisionerOptions()), new Random(1));
        var waits = Enumerable.Range(0, 30).Select(quiet => delays.After(quiet).TotalSeconds).ToList();
        Assert.InRange(waits[0], 7.5, 10);
        Assert.InRange(waits[1], 15, 20);
        Assert.All(waits[3..], wait => Assert.InRange(wait, 45, 60));
        Assert.True(waits[3..].Distinct().Count() > 20);
    }

    [Fact]
    public async Task AdvanceDue_ClusterThatDoesNotChange_IsAskedAboutEverMoreRarely()
    {
        await using var aws = await Emulator.StartAsync();
        await using var instance = aws.NewInstance();
        // Requests wake the service, which the test runs step by step.
        var service = instance.Get<FollowerService>();
        var id = (await instance.RequestAsync("{}")).Id;
        var reads = new List<int>();
        for (var minute = 0; minute < 20; minute++)
        {
            var before = instance.Store.Calls;
            for (var second = 0; second < 60; second += 5)
            {
                await service.AdvanceDueAsync(default);
                aws.Time.Advance(TimeSpan.FromSeconds(5));
            }
            reads.Add(instance.Store.Calls - before);
        }
        Assert.Equal(ClusterPhase.Waiting, (await instance.Clusters.FindAsync(id, default))!.Phase);
        // Once it waits: a document is read once or twice for each look, one look in 45 to 60 seconds.
        Assert.All(reads[8..], count => Assert.InRange(count, 1, 4));
        Assert.True(reads[0] > reads[^1]);
    }

    [Fact]
    public async Task AdvanceDue_OneClusterFails_OthersGoOn()
    {
        await using var aws = await Emulator.StartAsync();
        await using var instance = aws.NewInstance();
        var service = instance.Get<FollowerService>();
        var (first, second) = ((await instance.RequestAsync("{}")).Id, (await instance.RequestAsync("{}")).Id);
        await service.AdvanceDueAsync(default);
        // EMR answers one of them with nonsense for a while.
        await aws.FailAsync("DescribeCluster", "InternalServerException", 500, count: 6);
        for (var i = 0; i < 60; i++)
        {
            aws.Time.Advance(TimeSpan.FromSeconds(10));
            await service.AdvanceDueAsync(default);
        }
        Assert.All([(await instance.Clusters.FindAsync(first, default))!, (await instance.Clusters.FindAsync(second, default))!], document => Assert.Equal(ClusterPhase.Waiting, document.Phase));
    }
}

using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;

namespace KinesisPlatform.ClusterProvisioner.Tests.Launches;

/// <summary>An instance that dies at any of its calls, and instances that race, leave one cluster or none: never two, and never one that nobody knows.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private Emulator _aws = null!;

    public async Task InitializeAsync() => _aws = await Emulator.StartAsync();

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Launch_CrashAtAnyCallToTheBucket_LeavesOneClusterOrNone(bool afterEffect)
    {
        var (launched, lost) = (0, 0);
        for (var crashAt = 1; ; crashAt++)
        {
            var body = $$"""{"clientToken":"crash-{{crashAt}}"}""";
            bool hasCrashed;
            await using (var dying = _aws.NewInstance())
            {
                (dying.Store.CrashAt, dying.Store.CrashesAfterEffect) = (crashAt, afterEffect);
                hasCrashed = await CrashesAsync(async () => await dying.Follower.AdvanceAsync((await dying.RequestAsync(body)).Id, default));
            }
            if (!hasCrashed) break;

            // The user asks again, as one does; another instance takes over.
            await using var other = _aws.NewInstance();
            var id = (await other.RequestAsync(body)).Id;
            Assert.Contains(id, await other.Clusters.ListActiveAsync(default));
            var document = (await other.Follower.AdvanceAsync(id, default))!;
            for (var minute = 0; minute < 20 && document.Phase is ClusterPhase.Requested or ClusterPhase.Launching; minute++)
            {
                _aws.Time.Advance(TimeSpan.FromMinutes(1));
                document = (await other.Follower.AdvanceAsync(id, default))!;
            }
            var clusters = (await _aws.ClustersByTagAsync())[id].ToList();
            if (document.Phase == ClusterPhase.Failed)
            {
                lost++;
                Assert.Equal("LAUNCH_LOST", document.Reason?.Code);
                Assert.Empty(clusters);
            }
            else
            {
                launched++;
                Assert.Equal(document.EmrId, Assert.Single(clusters));
            }
            await _aws.Emr.TerminateJobFlowsAsync(new() { JobFlowIds = [.. clusters, .. clusters.Count == 0 ? [.. (await _aws.ClustersByTagAsync()).SelectMany(c => c)] : Array.Empty<string>()] }, default);
        }
        // Only a crash between the claim and the request to EMR loses a launch: as the claim's put takes effect and its answer is lost with the process.
        Assert.Equal(afterEffect ? 1 : 0, lost);
        Assert.InRange(launched, 12, 60);
    }

    [Fact]
    public async Task Launch_TwoInstancesWithOneToken_StartOneCluster()
    {
        await using var first = _aws.NewInstance();
        await using var second = _aws.NewInstance();
        for (var round = 0; round < 10; round++)
        {
            var body = $$"""{"clientToken":"race-{{round}}"}""";
            var documents = await Task.WhenAll(Task.Run(() => first.RequestAsync(body)), Task.Run(() => second.RequestAsync(body)));
            var id = documents[0].Id;
            Assert.Equal(id, documents[1].Id);
            await Task.WhenAll(Task.Run(() => first.Follower.AdvanceAsync(id, default)), Task.Run(() => second.Follower.AdvanceAsync(id, default)), Task.Run(() => first.Follower.AdvanceAsync(id, default)));
            _aws.Time.Advance(TimeSpan.FromSeconds(20));
            var document = await second.Follower.AdvanceAsync(id, default);
            Assert.Equal(document!.EmrId, Assert.Single((await _aws.ClustersByTagAsync())[id]));
        }
    }

    [Fact]
    public async Task Launch_ZombieThatSendsAfterItWasGivenUp_IsAdoptedNotForgotten()
    {
        await using var instance = _aws.NewInstance();
        await _aws.FailAsync("RunJobFlow", "InternalServerError", 500);
        var id = (await instance.RequestAsync("{}")).Id;
        var launching = (await instance.Follower.AdvanceAsync(id, default))!;
        _aws.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(ClusterPhase.Failed, (await instance.Follower.AdvanceAsync(id, default))!.Phase);
        Assert.Empty(await instance.Clusters.ListActiveAsync(default));

        // What the paused instance sends when it comes to itself.
        var files = instance.Get<KinesisPlatform.ClusterProvisioner.Files.ClusterFileUploader>();
        var place = instance.Get<KinesisPlatform.ClusterProvisioner.Files.ClusterPlace>();
        var sent = await _aws.Emr.RunJobFlowAsync(KinesisPlatform.ClusterProvisioner.Launches.LaunchComposer.Compose(id, launching.Settings, files.Compose(launching.Settings, []), place), default);
        Assert.Empty(await instance.Reconciler.FindOrphansAsync(default));
        var adopted = (await instance.Clusters.FindAsync(id, default))!;
        Assert.Equal((ClusterPhase.Starting, sent.JobFlowId), (adopted.Phase, adopted.EmrId));
        Assert.Equal([id], await instance.Clusters.ListActiveAsync(default));
    }

    private static async Task<bool> CrashesAsync(Func<Task> run)
    {
        try
        {
            await run();
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }
}

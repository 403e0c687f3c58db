using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Tests.Files;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;
using Instance = KinesisPlatform.ClusterProvisioner.Tests.Fakes.Instance;

namespace KinesisPlatform.ClusterProvisioner.Tests.Orphans;

public sealed class ReconcilerTests : IAsyncLifetime
{
    private const string Unknown = "c-00000000000000000000";

    private Emulator _aws = null!;
    private Instance _instance = null!;

    public async Task InitializeAsync()
    {
        _aws = await Emulator.StartAsync();
        _instance = _aws.NewInstance();
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task FindOrphans_ClusterOfAnIntentOrOfOthers_IsNone()
    {
        var id = (await _instance.RequestAsync("{}")).Id;
        await _instance.Follower.AdvanceAsync(id, default);
        await RunAsync(Unknown, request => request.Tags = null);
        // Another archive of the same account.
        await RunAsync(Unknown, request => request.Tags!.Find(tag => tag.Key == ClusterTags.Deployment)!.Value = ClusterTags.DeploymentOf("kinesis-platform", "other/"));
        Assert.Empty(await _instance.Reconciler.FindOrphansAsync(default));
    }

    [Fact]
    public async Task FindOrphans_TaggedWithoutIntent_IsReportedAndLeftAlone()
    {
        var emrId = await RunAsync(Unknown, _ => { });
        var orphan = Assert.Single(await _instance.Reconciler.FindOrphansAsync(default));
        Assert.Equal((emrId, Unknown, "STARTING"), (orphan.EmrId, orphan.ClusterId, orphan.State));
        Assert.Contains($"DELETE /clusters/{emrId}", orphan.Why, StringComparison.Ordinal);
        _aws.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(emrId, Assert.Single(await _instance.Reconciler.FindOrphansAsync(default)).EmrId);

        await _instance.Get<ClusterEnds>().EndOrphanAsync(emrId, force: false, "", default);
        _aws.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await _instance.Reconciler.FindOrphansAsync(default));
    }

    [Fact]
    public async Task FindOrphans_SecondClusterOfOneDocument_IsReported()
    {
        var id = (await _instance.RequestAsync("{}")).Id;
        var first = (await _instance.Follower.AdvanceAsync(id, default))!.EmrId;
        var second = await RunAsync(id, _ => { });
        var orphan = Assert.Single(await _instance.Reconciler.FindOrphansAsync(default));
        Assert.Equal(second, orphan.EmrId);
        Assert.Contains($"which is {first}", orphan.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindOrphans_ClusterWhoseMarkIsGone_IsFollowedAgain()
    {
        var id = (await _instance.RequestAsync("{}")).Id;
        await _instance.Follower.AdvanceAsync(id, default);
        await _instance.Clusters.RemoveActiveAsync(id, default);
        Assert.Empty(await _instance.Reconciler.FindOrphansAsync(default));
        Assert.Equal([id], await _instance.Clusters.ListActiveAsync(default));
    }

    [Fact]
    public async Task EndOrphan_OfNobodyHere_IsRefused()
    {
        var emrId = await RunAsync(Unknown, request => request.Tags = null);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => _instance.Get<ClusterEnds>().EndOrphanAsync(emrId, force: false, "", default));
        Assert.Equal(FailureKind.NotFound, refusal.Kind);
        Assert.Equal("STARTING", (await _aws.DescribeAsync(emrId)).Status!.State!.Value);
    }

    [Fact]
    public async Task Document_WhoseClusterEmrHasForgotten_Ends()
    {
        var id = (await _instance.RequestAsync("{}")).Id;
        await _instance.Follower.AdvanceAsync(id, default);
        await _instance.Clusters.UpdateAsync(id, document => document with { EmrId = "j-NEVERTHERE000" }, default);
        Assert.Equal(ClusterPhase.Starting, (await _instance.Follower.AdvanceAsync(id, default))!.Phase);
        _aws.Time.Advance(TimeSpan.FromHours(2));
        var ended = (await _instance.Follower.AdvanceAsync(id, default))!;
        Assert.Equal((ClusterPhase.Failed, "FORGOTTEN"), (ended.Phase, ended.Reason?.Code));
    }

    private async Task<string> RunAsync(string clusterId, Action<RunJobFlowRequest> change)
    {
        var settings = ClusterFileSetTests.Settings("{}");
        var place = _instance.Get<ClusterPlace>();
        var request = LaunchComposer.Compose(clusterId, settings, ClusterFileSet.Of(settings, [], place), place);
        // There are no scripts of it in the bucket.
        request.BootstrapActions = null;
        change(request);
        return (await _aws.Emr.RunJobFlowAsync(request, default)).JobFlowId!;
    }
}

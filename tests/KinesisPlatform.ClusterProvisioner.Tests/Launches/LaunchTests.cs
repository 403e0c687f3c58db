using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;

namespace KinesisPlatform.ClusterProvisioner.Tests.Launches;

/// <summary>One token, one cluster: whatever EMR and the network do.</summary>
public sealed class LaunchTests : IAsyncLifetime
{
    private Emulator _aws = null!;

    public async Task InitializeAsync() => _aws = await Emulator.StartAsync();

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Fact]
    public async Task Launch_FollowedToItsEnd_IsToldAtEveryState()
    {
        await using var instance = _aws.NewInstance();
        var id = (await instance.RequestAsync("""{"clientToken":"one"}""")).Id;
        var phases = new List<ClusterPhase>();
        for (var i = 0; i < 6; i++)
        {
            phases.Add((await instance.Follower.AdvanceAsync(id, default))!.Phase);
            _aws.Time.Advance(Emulator.Transition);
        }
        Assert.Equal([ClusterPhase.Starting, ClusterPhase.Bootstrapping, ClusterPhase.Running, ClusterPhase.Running, ClusterPhase.Waiting, ClusterPhase.Waiting], phases);
        // An hour idle.
        _aws.Time.Advance(TimeSpan.FromMinutes(62));
        var ended = (await instance.Follower.AdvanceAsync(id, default))!;
        Assert.Equal((ClusterPhase.Terminated, "IDLE"), (ended.Phase, ended.Reason?.Code));
        Assert.Equal("starting bootstrapping running waiting terminated", string.Join(' ', instance.Messages.Of<Contracts.ClusterStateChanged>().Select(e => e.State)));
        Assert.Empty(await instance.Clusters.ListActiveAsync(default));
    }

    [Fact]
    public async Task Launch_AnswerLost_IsFoundByItsTagAndNeverSentAgain()
    {
        await using var instance = _aws.NewInstance();
        await _aws.LoseAnswerAsync("RunJobFlow");
        var id = (await instance.RequestAsync("""{"clientToken":"one"}""")).Id;
        var launching = (await instance.Follower.AdvanceAsync(id, default))!;
        Assert.Single((await _aws.ClustersByTagAsync())[id]);
        Assert.Equal(ClusterPhase.Launching, launching.Phase);
        Assert.Equal(ClusterPhase.Launching, (await instance.Follower.AdvanceAsync(id, default))!.Phase);
        _aws.Time.Advance(TimeSpan.FromSeconds(30));
        var found = (await instance.Follower.AdvanceAsync(id, default))!;
        Assert.Equal(ClusterPhase.Starting, found.Phase);
        Assert.Equal(found.EmrId, Assert.Single((await _aws.ClustersByTagAsync())[id]));
    }

    [Fact]
    public async Task Launch_FailedWithoutEffect_EndsAsLostAndSendsNothingMore()
    {
        await using var instance = _aws.NewInstance();
        // What an InternalServerError did, nobody knows.
        await _aws.FailAsync("RunJobFlow", "InternalServerError", 500);
        var id = (await instance.RequestAsync("""{"clientToken":"one"}""")).Id;
        await instance.Follower.AdvanceAsync(id, default);
        _aws.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(ClusterPhase.Launching, (await instance.Follower.AdvanceAsync(id, default))!.Phase);
        _aws.Time.Advance(TimeSpan.FromMinutes(2));
        var lost = (await instance.Follower.AdvanceAsync(id, default))!;
        Assert.Equal((ClusterPhase.Failed, "LAUNCH_LOST"), (lost.Phase, lost.Reason?.Code));
        Assert.Contains("new client token", lost.Reason!.Message, StringComparison.Ordinal);
        Assert.Empty(await _aws.ClustersByTagAsync());
    }

    [Fact]
    public async Task Launch_Throttled_IsTriedAgainLaterAndOnce()
    {
        await using var instance = _aws.NewInstance();
        await _aws.FailAsync("RunJobFlow", "ThrottlingException", count: 2);
        var id = (await instance.RequestAsync("""{"clientToken":"one"}""")).Id;
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var deferred = (await instance.Follower.AdvanceAsync(id, default))!;
            Assert.Equal((ClusterPhase.Requested, attempt), (deferred.Phase, deferred.Refusals));
            // The SDK would have sent a throttled request again at once.
            Assert.Equal(attempt, await _aws.StruckAsync());
            Assert.Equal(attempt, (await instance.Follower.AdvanceAsync(id, default))!.Refusals);
            _aws.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(ClusterPhase.Starting, (await instance.Follower.AdvanceAsync(id, default))!.Phase);
        Assert.Single((await _aws.ClustersByTagAsync())[id]);
    }

    [Fact]
    public async Task Launch_ThrottledForEver_GivesUp()
    {
        await using var instance = _aws.NewInstance(new Dictionary<string, string?> { ["ClusterProvisioner:LaunchRetriesMax"] = "3" });
        await _aws.FailAsync("RunJobFlow", "ThrottlingException", count: 100);
        var id = (await instance.RequestAsync("{}")).Id;
        ClusterDocument document;
        do
        {
            document = (await instance.Follower.AdvanceAsync(id, default))!;
            _aws.Time.Advance(TimeSpan.FromMinutes(2));
        }
        while (!document.HasEnded);
        Assert.Equal("LAUNCH_REFUSED", document.Reason?.Code);
        Assert.Equal(4, await _aws.StruckAsync());
    }

    [Theory]
    [InlineData("ValidationException", "EMR refuses the request: Injected")]
    [InlineData("AccessDeniedException", "Give its role elasticmapreduce:RunJobFlow and iam:PassRole")]
    public async Task Launch_Refused_SaysWhy(string code, string expected)
    {
        await using var instance = _aws.NewInstance();
        await _aws.FailAsync("RunJobFlow", code);
        var id = (await instance.RequestAsync("{}")).Id;
        var refused = (await instance.Follower.AdvanceAsync(id, default))!;
        Assert.Equal((ClusterPhase.Failed, "LAUNCH_REFUSED"), (refused.Phase, refused.Reason?.Code));
        Assert.Contains(expected, refused.Reason!.Message, StringComparison.Ordinal);
        Assert.Equal("LAUNCH_REFUSED", Assert.Single(instance.Messages.Of<Contracts.ClusterStateChanged>()).ReasonCode);
    }

    [Fact]
    public async Task Launch_FailsInBootstrap_NamesTheActionAndItsLog()
    {
        await using var instance = _aws.NewInstance();
        await _aws.FailNextClusterAsync("bootstrap");
        var failed = await EndAsync(instance, (await instance.RequestAsync("{}")).Id);
        Assert.Equal((ClusterPhase.Failed, "BOOTSTRAP_FAILURE"), (failed.Phase, failed.Reason?.Code));
        Assert.Contains("Bootstrap action 1 (Add the gateway's catalog to Trino) failed", failed.Reason!.Message, StringComparison.Ordinal);
        Assert.Matches($"^s3://kinesis-platform/archive/_cluster-logs/{failed.EmrId}/node/i-[0-9A-Z]+/bootstrap-actions/1/stderr.gz$", failed.Reason.Log);
    }

    [Fact]
    public async Task Launch_WithoutSpotCapacity_SaysWhatToDo()
    {
        await using var instance = _aws.NewInstance();
        await _aws.FailNextClusterAsync("capacity");
        var failed = await EndAsync(instance, (await instance.RequestAsync("""{"instances":{"spot":{"whenUnavailable":"terminateCluster"}}}""")).Id);
        Assert.Equal("INSTANCE_FLEET_TIMEOUT", failed.Reason?.Code);
        Assert.Contains("within 10 minutes", failed.Reason!.Message, StringComparison.Ordinal);
        Assert.Contains("switchToOnDemand", failed.Reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_QueueDown_TellsEverythingLater()
    {
        await using var instance = _aws.NewInstance();
        instance.Messages.IsDown = true;
        var id = (await instance.RequestAsync("{}")).Id;
        await instance.Follower.AdvanceAsync(id, default);
        instance.Messages.IsDown = false;
        await instance.Follower.AdvanceAsync(id, default);
        await instance.Follower.AdvanceAsync(id, default);
        Assert.Equal("starting", Assert.Single(instance.Messages.Of<Contracts.ClusterStateChanged>()).State);
    }

    [Fact]
    public async Task Request_TakenBackBeforeLaunch_IsNeverLaunched()
    {
        await using var instance = _aws.NewInstance();
        var document = await instance.RequestAsync("{}");
        await instance.Get<ClusterEnds>().EndAsync(document, force: false, "", default);
        Assert.Equal(ClusterPhase.Cancelled, (await instance.Follower.AdvanceAsync(document.Id, default))!.Phase);
        Assert.Empty(await _aws.ClustersByTagAsync());
    }

    [Fact]
    public async Task Termination_AskedWhileTheLaunchIsUnanswered_HappensOnceItIsFound()
    {
        await using var instance = _aws.NewInstance();
        await _aws.LoseAnswerAsync("RunJobFlow");
        var id = (await instance.RequestAsync("{}")).Id;
        var launching = (await instance.Follower.AdvanceAsync(id, default))!;
        await instance.Get<ClusterEnds>().EndAsync(launching, force: false, "", default);
        _aws.Time.Advance(TimeSpan.FromSeconds(30));
        await instance.Follower.AdvanceAsync(id, default);
        Assert.Equal(ClusterPhase.Terminating, (await instance.Follower.AdvanceAsync(id, default))!.Phase);
    }

    [Fact]
    public async Task Termination_Protected_IsExplainedAndForced()
    {
        await using var instance = _aws.NewInstance();
        var id = (await instance.RequestAsync("""{"terminationProtection":true}""")).Id;
        var started = (await instance.Follower.AdvanceAsync(id, default))!;
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => instance.Get<ClusterEnds>().EndAsync(started, force: false, "", default));
        Assert.Equal(FailureKind.Conflict, refusal.Kind);
        Assert.Contains("?force=true", refusal.Message, StringComparison.Ordinal);
        await instance.Get<ClusterEnds>().EndAsync(started, force: true, "", default);
        await instance.Follower.AdvanceAsync(id, default);
        Assert.Equal("TERMINATING", (await _aws.DescribeAsync(started.EmrId!)).Status!.State!.Value);
    }

    [Fact]
    public async Task Token_OfAnotherRequest_IsAConflict()
    {
        await using var instance = _aws.NewInstance();
        var first = await instance.RequestAsync("""{"clientToken":"one","name":"a","tags":{"x":"1","y":"2"}}""");
        Assert.Equal(first.Id, (await instance.RequestAsync("""{"tags":{"y":"2","x":"1"},"name":"a","clientToken":"one"}""")).Id);
        var conflict = await Assert.ThrowsAsync<PlatformException>(() => instance.RequestAsync("""{"clientToken":"one","name":"b"}"""));
        Assert.Equal(FailureKind.Conflict, conflict.Kind);
    }

    private async Task<ClusterDocument> EndAsync(Instance instance, string id)
    {
        for (var i = 0; i < 20; i++)
        {
            if (await instance.Follower.AdvanceAsync(id, default) is { HasEnded: true } ended) return ended;
            _aws.Time.Advance(Emulator.Transition);
        }
        throw new TimeoutException($"Cluster {id} did not end.");
    }
}

using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;

namespace KinesisPlatform.ClusterProvisioner.Tests.Steps;

public sealed class StepRequestsTests : IAsyncLifetime
{
    private static readonly StepSettings[] Steps = [new() { Name = "first", Jar = "command-runner.jar", Args = ["true"] }, new() { Name = "second", Jar = "command-runner.jar", Args = ["true"] }];

    private Emulator _aws = null!;
    private Instance _instance = null!;
    private ClusterDocument _cluster = null!;

    public async Task InitializeAsync()
    {
        _aws = await Emulator.StartAsync();
        _instance = _aws.NewInstance();
        _cluster = (await _instance.Follower.AdvanceAsync((await _instance.RequestAsync("{}")).Id, default))!;
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task Add_SameTokenAgain_AnswersTheSameSteps()
    {
        var added = await _instance.Steps.AddAsync(_cluster, Steps, "one", default);
        Assert.Equal(added.StepIds, (await _instance.Steps.AddAsync(_cluster, Steps, "one", default)).StepIds);
        Assert.Equal(["first", "second"], await NamesAsync());
        var conflict = await Assert.ThrowsAsync<PlatformException>(() => _instance.Steps.AddAsync(_cluster, Steps[..1], "one", default));
        Assert.Equal(FailureKind.Conflict, conflict.Kind);
    }

    [Fact]
    public async Task Add_AnswerLost_FindsTheStepsAndAddsNone()
    {
        await _aws.LoseAnswerAsync("AddJobFlowSteps");
        var added = await _instance.Steps.AddAsync(_cluster, Steps, "one", default);
        Assert.Equal(["first", "second"], await NamesAsync());
        Assert.Equal(2, added.StepIds.Count);
        Assert.Equal("first", (await _aws.Emr.DescribeStepAsync(new() { ClusterId = _cluster.EmrId, StepId = added.StepIds[0] }, default)).Step!.Name);
        Assert.Equal(added.StepIds, (await _instance.Steps.AddAsync(_cluster, Steps, "one", default)).StepIds);
    }

    [Fact]
    public async Task Add_FailedWithUnknownEffect_IsNotRepeatedByTheSameToken()
    {
        await _aws.FailAsync("AddJobFlowSteps", "InternalServerError", 500);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => _instance.Steps.AddAsync(_cluster, Steps, "one", default))).Kind);
        Assert.Contains("new token", (await Assert.ThrowsAsync<PlatformException>(() => _instance.Steps.AddAsync(_cluster, Steps, "one", default))).Message, StringComparison.Ordinal);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Add_Throttled_LeavesTheTokenFree()
    {
        await _aws.FailAsync("AddJobFlowSteps", "ThrottlingException");
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => _instance.Steps.AddAsync(_cluster, Steps, "one", default))).Kind);
        await _instance.Steps.AddAsync(_cluster, Steps, "one", default);
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task Add_TwoInstancesAtOnce_AddOnce()
    {
        await using var other = _aws.NewInstance();
        var added = await Task.WhenAll(new[] { _instance, other, _instance }.Select(instance => Task.Run(() => Record.ExceptionAsync(() => instance.Steps.AddAsync(_cluster, Steps, "one", default)))));
        // Who comes while the first is under way may be told to ask again.
        Assert.All(added, failure => Assert.True(failure is null or PlatformException { Kind: FailureKind.Unavailable }, $"{failure}"));
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task Add_ToAClusterThatHasEnded_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => _instance.Steps.AddAsync(_cluster with { Phase = ClusterPhase.Terminated }, Steps, "one", default));
        Assert.Contains("is terminated", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Of the steps that were not there from the start, the oldest first.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await _aws.Emr.ListStepsAsync(new() { ClusterId = _cluster.EmrId }, default)).Steps!.Select(step => step.Name!).Reverse().Where(name => name is "first" or "second")];
}

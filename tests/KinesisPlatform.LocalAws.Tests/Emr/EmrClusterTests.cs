using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Tests.Emr;

/// <summary>What clusters do as time passes.</summary>
public sealed class EmrClusterTests : IAsyncLifetime
{
    private EmrClient _emr = null!;

    public async Task InitializeAsync() => _emr = await EmrClient.StartAsync();

    public async Task DisposeAsync() => await _emr.DisposeAsync();

    [Fact]
    public async Task Cluster_WithoutSteps_StartsAndWaits()
    {
        var id = await _emr.RunAsync();
        foreach (var state in (string[])["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "WAITING"])
        {
            Assert.Equal(state, await _emr.StateAsync(id));
            Pass(1);
        }
        var timeline = (await _emr.DescribeAsync(id))["Status"]!["Timeline"]!;
        Assert.Equal(2 * EmrClient.Transition.TotalSeconds, timeline["ReadyDateTime"]!.GetValue<double>() - timeline["CreationDateTime"]!.GetValue<double>(), 3);
    }

    [Fact]
    public async Task Cluster_NotLookedAtForLong_WentThroughEveryStateInItsTime()
    {
        var id = await _emr.RunAsync(request =>
        {
            request["Instances"]!["KeepJobFlowAliveWhenNoSteps"] = false;
            request["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "true"), EmrClient.Step("CONTINUE", "false"));
        });
        Pass(100);

        Assert.Equal("TERMINATED ALL_STEPS_COMPLETED", await _emr.StateAsync(id));
        Assert.Equal("COMPLETED FAILED", await _emr.StepStatesAsync(id));
        var timeline = (await _emr.DescribeAsync(id))["Status"]!["Timeline"]!;
        // Starting, bootstrapping, two steps, terminating.
        Assert.Equal(5 * EmrClient.Transition.TotalSeconds, timeline["EndDateTime"]!.GetValue<double>() - timeline["CreationDateTime"]!.GetValue<double>(), 3);
    }

    [Theory]
    [InlineData("TERMINATE_CLUSTER", "TERMINATED_WITH_ERRORS STEP_FAILURE", "FAILED CANCELLED")]
    [InlineData("CANCEL_AND_WAIT", "WAITING", "FAILED CANCELLED")]
    [InlineData("CONTINUE", "WAITING", "FAILED COMPLETED")]
    public async Task Step_Fails_DoesToTheClusterWhatItSays(string onFailure, string state, string steps)
    {
        var id = await _emr.RunAsync(request => request["Steps"] = new JsonArray(EmrClient.Step(onFailure, "bash", "-c", "exit 1"), EmrClient.Step("CONTINUE", "true")));
        Pass(20);

        Assert.Equal(state, await _emr.StateAsync(id));
        Assert.Equal(steps, await _emr.StepStatesAsync(id));
    }

    [Fact]
    public async Task Steps_AddedToAWaitingCluster_RunOneAfterTheOther()
    {
        var id = await _emr.RunAsync();
        Pass(30);
        var added = await _emr.CallAsync("AddJobFlowSteps", new() { ["JobFlowId"] = id, ["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "a"), EmrClient.Step("CONTINUE", "b")) });

        Assert.Equal("RUNNING", await _emr.StateAsync(id));
        Assert.Equal("RUNNING PENDING", await _emr.StepStatesAsync(id));
        Pass(1);
        Assert.Equal("COMPLETED RUNNING", await _emr.StepStatesAsync(id));
        Pass(1);
        Assert.Equal("WAITING", await _emr.StateAsync(id));
        var step = (await _emr.CallAsync("DescribeStep", new() { ["ClusterId"] = id, ["StepId"] = added["StepIds"]![0]!.DeepClone() }))["Step"]!;
        Assert.Equal("b", step["Config"]!["Properties"]!["a"]!.GetValue<string>());
    }

    [Fact]
    public async Task CancelSteps_OneRunsAndOneWaits_CancelsTheOneThatWaits()
    {
        var id = await _emr.RunAsync(request => request["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "a"), EmrClient.Step("CONTINUE", "b")));
        Pass(2);
        var ids = (await _emr.CallAsync("ListSteps", new() { ["ClusterId"] = id }))["Steps"]!.AsArray().Select(step => (JsonNode?)step!["Id"]!.GetValue<string>()).ToArray();
        var answer = await _emr.CallAsync("CancelSteps", new() { ["ClusterId"] = id, ["StepIds"] = new JsonArray(ids) });

        Assert.Equal(["SUBMITTED", "FAILED"], answer["CancelStepsInfoList"]!.AsArray().Select(info => info!["Status"]!.GetValue<string>()));
        Assert.Equal("RUNNING CANCELLED", await _emr.StepStatesAsync(id));
    }

    [Fact]
    public async Task IdleTimeout_Over_TerminatesAndASteppedClusterStartsAnewToBeIdle()
    {
        var id = await _emr.RunAsync(request => request["AutoTerminationPolicy"] = new JsonObject { ["IdleTimeout"] = 600 });
        Pass(3 + 9);
        Assert.Equal("WAITING", await _emr.StateAsync(id));
        await _emr.CallAsync("AddJobFlowSteps", new() { ["JobFlowId"] = id, ["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "a")) });
        Pass(1 + 9);
        Assert.Equal("WAITING", await _emr.StateAsync(id));
        Pass(1);
        Assert.Equal("TERMINATING USER_REQUEST", await _emr.StateAsync(id));
        Pass(1);
        Assert.Equal("TERMINATED USER_REQUEST", await _emr.StateAsync(id));
    }

    [Fact]
    public async Task PutAutoTerminationPolicy_OfAWaitingCluster_CountsFromWhenItBegan()
    {
        var id = await _emr.RunAsync();
        Pass(60);
        await _emr.CallAsync("PutManagedScalingPolicy", new() { ["ClusterId"] = id, ["ManagedScalingPolicy"] = new JsonObject { ["ComputeLimits"] = new JsonObject { ["UnitType"] = "Instances", ["MinimumCapacityUnits"] = 1, ["MaximumCapacityUnits"] = 5 } } });
        await _emr.CallAsync("PutAutoTerminationPolicy", new() { ["ClusterId"] = id, ["AutoTerminationPolicy"] = new JsonObject { ["IdleTimeout"] = 60 } });
        Pass(1);
        Assert.StartsWith("TERMINAT", await _emr.StateAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BootstrapAction_WhoseScriptIsNotThere_FailsTheCluster()
    {
        Assert.Equal(System.Net.HttpStatusCode.OK, await _emr.PutAsync("there.sh", "exit 0"));
        JsonObject Action(string path) => new() { ["Name"] = path, ["ScriptBootstrapAction"] = new JsonObject { ["Path"] = path } };
        var fine = await _emr.RunAsync(request => request["BootstrapActions"] = new JsonArray(Action("s3://scripts/there.sh"), Action("s3://us-east-1.elasticmapreduce/bootstrap-actions/run-if")));
        var broken = await _emr.RunAsync(request => request["BootstrapActions"] = new JsonArray(Action("s3://scripts/there.sh"), Action("s3://scripts/missing.sh")));
        Pass(10);

        Assert.Equal("WAITING", await _emr.StateAsync(fine));
        Assert.Equal("TERMINATED_WITH_ERRORS BOOTSTRAP_FAILURE", await _emr.StateAsync(broken));
        Assert.Contains("bootstrap action 2 returned", (await _emr.DescribeAsync(broken))["Status"]!["StateChangeReason"]!["Message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validation", "VALIDATION_ERROR")]
    [InlineData("capacity", "INSTANCE_FLEET_TIMEOUT")]
    [InlineData("bootstrap", "BOOTSTRAP_FAILURE")]
    public async Task Failure_AskedFor_StrikesTheNextClusterAlone(string kind, string code)
    {
        await _emr.FailNextAsync(kind);
        var (broken, fine) = (await _emr.RunAsync(), await _emr.RunAsync());
        Pass(10);

        Assert.Equal($"TERMINATED_WITH_ERRORS {code}", await _emr.StateAsync(broken));
        Assert.Equal("WAITING", await _emr.StateAsync(fine));
    }

    [Fact]
    public async Task TerminateJobFlows_ProtectedCluster_IsRefusedUntilItIsNot()
    {
        var id = await _emr.RunAsync(request => request["Instances"]!["TerminationProtected"] = true);
        var request = new JsonObject { ["JobFlowIds"] = new JsonArray(id) };
        Assert.Equal("ValidationException", (await _emr.FailAsync("TerminateJobFlows", request)).Code);
        await _emr.CallAsync("SetTerminationProtection", new() { ["JobFlowIds"] = new JsonArray(id), ["TerminationProtected"] = false });
        await _emr.CallAsync("TerminateJobFlows", request);
        await _emr.CallAsync("TerminateJobFlows", request);

        Assert.Equal("TERMINATING USER_REQUEST", await _emr.StateAsync(id));
        Pass(1);
        Assert.Equal("TERMINATED USER_REQUEST", await _emr.StateAsync(id));
    }

    private void Pass(int transitions) => _emr.Time.Advance(EmrClient.Transition * transitions);
}

using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests.Emr;

/// <summary>What is asked and answered, and what is refused.</summary>
public sealed class EmrRequestTests : IAsyncLifetime
{
    private EmrClient _emr = null!;

    public async Task InitializeAsync() => _emr = await EmrClient.StartAsync();

    public async Task DisposeAsync() => await _emr.DisposeAsync();

    [Fact]
    public async Task InstanceFleets_SpotAndOnDemand_HaveInstancesByWeight()
    {
        var id = await _emr.RunAsync(request => request["Instances"] = new JsonObject
        {
            ["KeepJobFlowAliveWhenNoSteps"] = true,
            ["Ec2SubnetIds"] = new JsonArray("subnet-1", "subnet-2"),
            ["InstanceFleets"] = new JsonArray(Fleet("MASTER", 1, 0, 1), Fleet("CORE", 2, 6, 2)),
        });
        _emr.Time.Advance(EmrClient.Transition * 4);
        var fleets = (await _emr.CallAsync("ListInstanceFleets", new() { ["ClusterId"] = id }))["InstanceFleets"]!.AsArray();
        var spot = await _emr.CallAsync("ListInstances", new() { ["ClusterId"] = id, ["InstanceFleetType"] = "CORE", ["InstanceStates"] = new JsonArray("RUNNING") });

        Assert.Equal(6, fleets[1]!["ProvisionedSpotCapacity"]!.GetValue<int>());
        Assert.Equal(["ON_DEMAND", "SPOT", "SPOT", "SPOT"], spot["Instances"]!.AsArray().Select(instance => instance!["Market"]!.GetValue<string>()));
        Assert.Equal("INSTANCE_FLEET", (await _emr.DescribeAsync(id))["InstanceCollectionType"]!.GetValue<string>());
        Assert.StartsWith("InvalidRequestException", (await _emr.FailAsync("ListInstanceGroups", new() { ["ClusterId"] = id })).Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListClusters_MoreThanAPage_AreInPagesTheNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 120; i++) ids.Add(await _emr.RunAsync());
        ids.Reverse();
        var listed = new List<string>();
        var request = new JsonObject { ["ClusterStates"] = new JsonArray("STARTING") };
        do
        {
            var page = await _emr.CallAsync("ListClusters", request);
            listed.AddRange(page["Clusters"]!.AsArray().Select(cluster => cluster!["Id"]!.GetValue<string>()));
            Assert.InRange(page["Clusters"]!.AsArray().Count, 1, 50);
            request["Marker"] = page["Marker"]?.DeepClone();
        }
        while (request["Marker"] is not null);

        Assert.Equal(ids, listed);
        Assert.Empty((await _emr.CallAsync("ListClusters", new() { ["ClusterStates"] = new JsonArray("TERMINATED") }))["Clusters"]!.AsArray());
    }

    [Fact]
    public async Task UnknownIds_AreRefusedAsTheReferenceSays()
    {
        var id = await _emr.RunAsync();
        Assert.Equal("InvalidRequestException/NoSuchCluster", (await _emr.FailAsync("DescribeCluster", new() { ["ClusterId"] = "j-1" })).Code);
        Assert.Equal("InvalidRequestException/NoSuchStep", (await _emr.FailAsync("DescribeStep", new() { ["ClusterId"] = id, ["StepId"] = "s-1" })).Code);
        Assert.Equal("ValidationException", (await _emr.FailAsync("TerminateJobFlows", new() { ["JobFlowIds"] = new JsonArray("j-1") })).Code);
        Assert.Equal("ValidationException", (await _emr.FailAsync("AddJobFlowSteps", new() { ["JobFlowId"] = "j-1", ["Steps"] = new JsonArray() })).Code);
        Assert.Equal("UnknownOperationException", (await _emr.FailAsync("DescribeJobFlows", [])).Code);
    }

    [Theory]
    [InlineData("Name", "name")]
    [InlineData("ReleaseLabel", "release label")]
    [InlineData("ServiceRole", "ServiceRole")]
    [InlineData("Instances", "instances")]
    public async Task RunJobFlow_WithoutWhatItNeeds_IsRefused(string member, string said)
    {
        var request = EmrClient.Request();
        request.Remove(member);
        var (code, message) = await _emr.FailAsync("RunJobFlow", request);
        Assert.Equal("ValidationException", code);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunJobFlow_WrongType_IsASerializationException()
    {
        var request = EmrClient.Request();
        request["Instances"]!["InstanceGroups"]![0]!["InstanceCount"] = "one";
        Assert.Equal("SerializationException", (await _emr.FailAsync("RunJobFlow", request)).Code);
    }

    [Theory]
    [InlineData(59)]
    [InlineData(604_801)]
    public async Task IdleTimeout_OutOfRange_IsRefused(int seconds)
    {
        var request = EmrClient.Request();
        request["AutoTerminationPolicy"] = new JsonObject { ["IdleTimeout"] = seconds };
        Assert.Equal("ValidationException", (await _emr.FailAsync("RunJobFlow", request)).Code);
    }

    /// <summary>Every operation once, in every state a cluster can be in: requests and answers have the members, types and values of AWS' own model.</summary>
    [Fact]
    public async Task Answers_OfEveryOperation_AreOfTheServiceModelsShapes()
    {
        await _emr.FailNextAsync("bootstrap");
        var ids = new List<string> { await _emr.RunAsync() };
        ids.Add(await _emr.RunAsync(request =>
        {
            request["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "false"), EmrClient.Step("CONTINUE", "true"));
            request["Applications"] = new JsonArray(new JsonObject { ["Name"] = "Trino" });
            request["Tags"] = new JsonArray(new JsonObject { ["Key"] = "a", ["Value"] = "b" });
            request["Configurations"] = new JsonArray(new JsonObject { ["Classification"] = "trino-config", ["Properties"] = new JsonObject { ["a"] = "b" } });
            request["AutoTerminationPolicy"] = new JsonObject { ["IdleTimeout"] = 600 };
            request["LogUri"] = "s3://scripts/logs/";
            request["BootstrapActions"] = new JsonArray(new JsonObject { ["Name"] = "a", ["ScriptBootstrapAction"] = new JsonObject { ["Path"] = "s3://us-east-1.elasticmapreduce/a", ["Args"] = new JsonArray("b") } });
        }));
        ids.Add(await _emr.RunAsync(request => request["Instances"] = new JsonObject { ["InstanceFleets"] = new JsonArray(Fleet("MASTER", 1, 0, 1), Fleet("CORE", 1, 4, 2)) }));
        for (var i = 0; i < 8; i++)
        {
            foreach (var id in ids)
            {
                await _emr.DescribeAsync(id);
                await _emr.CallAsync("ListInstances", new() { ["ClusterId"] = id });
                await _emr.CallAsync("ListSteps", new() { ["ClusterId"] = id });
            }
            await _emr.CallAsync("ListClusters", []);
            await _emr.CallAsync("ListInstanceGroups", new() { ["ClusterId"] = ids[0] });
            await _emr.CallAsync("ListInstanceFleets", new() { ["ClusterId"] = ids[2] });
            _emr.Time.Advance(EmrClient.Transition);
        }
        await _emr.CallAsync("ListBootstrapActions", new() { ["ClusterId"] = ids[1] });
        await _emr.CallAsync("PutManagedScalingPolicy", new() { ["ClusterId"] = ids[1], ["ManagedScalingPolicy"] = new JsonObject { ["ComputeLimits"] = new JsonObject { ["UnitType"] = "VCPU", ["MinimumCapacityUnits"] = 1, ["MaximumCapacityUnits"] = 2 } } });
        await _emr.CallAsync("PutAutoTerminationPolicy", new() { ["ClusterId"] = ids[1], ["AutoTerminationPolicy"] = new JsonObject { ["IdleTimeout"] = 3600 } });
        await _emr.CallAsync("SetTerminationProtection", new() { ["JobFlowIds"] = new JsonArray(ids[1]), ["TerminationProtected"] = false });
        var steps = (await _emr.CallAsync("AddJobFlowSteps", new() { ["JobFlowId"] = ids[1], ["Steps"] = new JsonArray(EmrClient.Step("CONTINUE", "a"), EmrClient.Step("CONTINUE", "b")) }))["StepIds"]!.AsArray();
        await _emr.CallAsync("DescribeStep", new() { ["ClusterId"] = ids[1], ["StepId"] = steps[0]!.DeepClone() });
        await _emr.CallAsync("CancelSteps", new() { ["ClusterId"] = ids[1], ["StepIds"] = steps.DeepClone() });
        await _emr.CallAsync("TerminateJobFlows", new() { ["JobFlowIds"] = new JsonArray(ids[1]) });

        Assert.Equal(15, _emr.Log.Select(entry => entry["operation"]!.GetValue<string>()).Distinct().Count());
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, _emr.Log.Select(entry => entry.ToJsonString()));
            Assert.Equal("", await PythonScript.RunAsync("check_aws_shapes.py", "botocore", "python3-botocore", "emr", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static JsonObject Fleet(string type, int onDemand, int spot, int weight) => new()
    {
        ["InstanceFleetType"] = type,
        ["TargetOnDemandCapacity"] = onDemand,
        ["TargetSpotCapacity"] = spot,
        ["InstanceTypeConfigs"] = new JsonArray(new JsonObject { ["InstanceType"] = "m7g.2xlarge", ["WeightedCapacity"] = weight }, new JsonObject { ["InstanceType"] = "m7g.4xlarge", ["WeightedCapacity"] = 2 * weight }),
    };
}

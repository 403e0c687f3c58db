using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.ElasticMapReduce;

/// <summary>The client against the emulator, what goes over the wire against AWS' service model.</summary>
public sealed class ElasticMapReduceTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Transition = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingHttpClientFactory _wire = new();
    private LocalAwsServer _server = null!;
    private AmazonElasticMapReduceClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(new() { Port = 0, EmrTransition = Transition }, _time, default);
        _client = new(TestCredentials.Basic, new AmazonElasticMapReduceConfig { ServiceURL = _server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", HttpClientFactory = _wire });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task EveryOperation_OfAClustersLife_IsOfTheServiceModelsShape()
    {
        var id = (await _client.RunJobFlowAsync(Request())).JobFlowId!;
        _time.Advance(Transition * 4);

        var cluster = (await _client.DescribeClusterAsync(new() { ClusterId = id })).Cluster!;
        Assert.Equal(ClusterState.WAITING, cluster.Status!.State);
        Assert.Equal(InstanceCollectionType.INSTANCE_FLEET, cluster.InstanceCollectionType);
        Assert.Equal("trino-config", cluster.Configurations!.Single().Classification);
        Assert.Equal("value", cluster.Configurations!.Single().Configurations!.Single().Properties!["nested"]);
        Assert.Equal("kinesis-platform", cluster.Tags!.Single().Key);
        Assert.Equal(2 * Transition, cluster.Status.Timeline!.ReadyDateTime - cluster.Status.Timeline.CreationDateTime);

        var fleet = (await _client.ListInstanceFleetsAsync(new() { ClusterId = id })).InstanceFleets!.Single(fleet => fleet.InstanceFleetType == InstanceFleetType.CORE);
        Assert.Equal(4, fleet.ProvisionedSpotCapacity);
        Assert.Equal(2, fleet.InstanceTypeSpecifications!.Single().WeightedCapacity);
        Assert.Equal(2, (await _client.ListInstancesAsync(new() { ClusterId = id, InstanceFleetId = fleet.Id, InstanceStates = [InstanceState.RUNNING] })).Instances!.Count(instance => instance.Market == MarketType.SPOT));

        var steps = (await _client.AddJobFlowStepsAsync(new() { JobFlowId = id, Steps = [Step("true"), Step("false"), Step("later")] })).StepIds!;
        Assert.Equal(CancelStepsRequestStatus.SUBMITTED, (await _client.CancelStepsAsync(new() { ClusterId = id, StepIds = [steps[2]], StepCancellationOption = StepCancellationOption.SEND_INTERRUPT })).CancelStepsInfoList!.Single().Status);
        _time.Advance(Transition * 2);
        Assert.Equal([StepState.CANCELLED, StepState.FAILED, StepState.COMPLETED], (await _client.ListStepsAsync(new() { ClusterId = id, StepIds = steps })).Steps!.Select(step => step.Status!.State!));
        var failed = (await _client.DescribeStepAsync(new() { ClusterId = id, StepId = steps[1] })).Step!;
        Assert.NotNull(failed.Status!.FailureDetails!.Message);
        Assert.Equal("b", failed.Config!.Properties!["a"]);

        await _client.PutManagedScalingPolicyAsync(new() { ClusterId = id, ManagedScalingPolicy = Scaling() });
        await _client.PutAutoTerminationPolicyAsync(new() { ClusterId = id, AutoTerminationPolicy = new() { IdleTimeout = 7200 } });
        await _client.SetTerminationProtectionAsync(new() { JobFlowIds = [id], TerminationProtected = false });
        await _client.TerminateJobFlowsAsync(new() { JobFlowIds = [id] });
        _time.Advance(Transition);
        var ended = (await _client.ListClustersAsync(new() { ClusterStates = [ClusterState.TERMINATED], CreatedAfter = _time.GetUtcNow().UtcDateTime.AddHours(-1) })).Clusters!.Single();
        Assert.Equal(ClusterStateChangeReasonCode.USER_REQUEST, ended.Status!.StateChangeReason!.Code);
        Assert.Equal(_time.GetUtcNow().UtcDateTime, ended.Status.Timeline!.EndDateTime);

        var grouped = Request();
        grouped.Instances!.InstanceFleets = null;
        grouped.Instances.InstanceGroups = [new() { InstanceRole = InstanceRoleType.MASTER, InstanceType = "m7g.xlarge", InstanceCount = 1, Market = MarketType.SPOT, BidPrice = "0.1" }];
        var other = (await _client.RunJobFlowAsync(grouped)).JobFlowId!;
        Assert.Equal("0.1", (await _client.ListInstanceGroupsAsync(new() { ClusterId = other })).InstanceGroups!.Single().BidPrice);

        Assert.Equal(14, _wire.Log.Select(entry => entry["operation"]!.GetValue<string>()).Distinct().Count());
        await AssertShapesAsync();
    }

    [Fact]
    public async Task Errors_OfReadingAndWriting_AreTheReferencesClasses()
    {
        var unknown = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.DescribeClusterAsync(new() { ClusterId = "j-NONE" }));
        Assert.Contains("j-NONE", unknown.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<AmazonElasticMapReduceException>(() => _client.RunJobFlowAsync(new() { Name = "no release" }));
        Assert.Equal("ValidationException", refused.ErrorCode);
    }

    private static RunJobFlowRequest Request() => new()
    {
        Name = "analysis",
        ReleaseLabel = "emr-7.5.0",
        LogUri = "s3://bucket/logs/",
        ServiceRole = "EMR_DefaultRole",
        JobFlowRole = "EMR_EC2_DefaultRole",
        Applications = [new() { Name = "Trino" }, new() { Name = "Hive" }],
        Configurations = [new() { Classification = "trino-config", Properties = new() { ["a"] = "b" }, Configurations = [new() { Classification = "inner", Properties = new() { ["nested"] = "value" } }] }],
        BootstrapActions = [new() { Name = "drill", ScriptBootstrapAction = new() { Path = "s3://us-east-1.elasticmapreduce/run-if", Args = ["x"] } }],
        Tags = [new() { Key = "kinesis-platform", Value = "true" }],
        ScaleDownBehavior = ScaleDownBehavior.TERMINATE_AT_TASK_COMPLETION,
        StepConcurrencyLevel = 1,
        ManagedScalingPolicy = Scaling(),
        AutoTerminationPolicy = new() { IdleTimeout = 3600 },
        Instances = new()
        {
            KeepJobFlowAliveWhenNoSteps = true,
            TerminationProtected = false,
            Ec2KeyName = "key",
            Ec2SubnetIds = ["subnet-1", "subnet-2"],
            InstanceFleets =
            [
                new() { Name = "master", InstanceFleetType = InstanceFleetType.MASTER, TargetOnDemandCapacity = 1, InstanceTypeConfigs = [new() { InstanceType = "m7g.xlarge" }] },
                new()
                {
                    Name = "core",
                    InstanceFleetType = InstanceFleetType.CORE,
                    TargetSpotCapacity = 4,
                    InstanceTypeConfigs = [new() { InstanceType = "m7g.2xlarge", WeightedCapacity = 2, BidPriceAsPercentageOfOnDemandPrice = 100 }],
                    LaunchSpecifications = new() { SpotSpecification = new() { TimeoutDurationMinutes = 10, TimeoutAction = SpotProvisioningTimeoutAction.SWITCH_TO_ON_DEMAND, AllocationStrategy = SpotProvisioningAllocationStrategy.CapacityOptimized } },
                },
            ],
        },
    };

    private static ManagedScalingPolicy Scaling() => new() { ComputeLimits = new() { UnitType = ComputeLimitsUnitType.InstanceFleetUnits, MinimumCapacityUnits = 1, MaximumCapacityUnits = 8 } };

    private static StepConfig Step(string argument) => new()
    {
        Name = argument,
        ActionOnFailure = ActionOnFailure.CONTINUE,
        HadoopJarStep = new() { Jar = "command-runner.jar", MainClass = "Main", Args = [argument], Properties = [new() { Key = "a", Value = "b" }] },
    };

    private async Task AssertShapesAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, _wire.Log.Select(entry => entry.ToJsonString()));
            Assert.Equal("", await PythonScript.RunAsync("check_aws_shapes.py", "botocore", "python3-botocore", "emr", file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

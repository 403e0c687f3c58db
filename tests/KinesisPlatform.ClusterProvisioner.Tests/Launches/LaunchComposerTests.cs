using System.Text.Json.Nodes;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Tests.Files;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ClusterProvisioner.Tests.Launches;

public sealed class LaunchComposerTests
{
    private const string Groups = """
        {"engine": "drill", "drill": {"tarball": "s3://my-bucket/drill.tar.gz", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "terminationProtection": true, "keyPair": "mine", "subnets": ["subnet-1"],
         "securityGroups": {"primary": "sg-1", "core": "sg-2", "additionalCore": ["sg-3"]}, "logUri": "s3://logs/emr/", "idleTermination": {"enabled": false}, "live": {"checkpointing": true},
         "instances": {"collection": "groups", "primary": {"types": [{"type": "m7g.xlarge"}]}, "core": {"types": [{"type": "r7g.xlarge"}]}, "task": {"spot": 2, "types": [{"type": "r7g.xlarge"}]}},
         "configurations": [{"classification": "hive-site", "properties": {"kinesis.checkpoint.logical.name": "mine"}}, {"classification": "yarn-env", "configurations": [{"classification": "export", "properties": {"A": "b"}}]}],
         "bootstrapActions": [{"name": "mine", "script": "s3://my-bucket/mine.sh", "args": ["x"]}], "steps": [{"name": "own", "jar": "s3://my-bucket/own.jar", "mainClass": "Main", "onFailure": "terminateCluster"}]}
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData(Groups)]
    public async Task Compose_AnySettings_IsWhatAwsModelHas(string settings)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new JsonObject { ["operation"] = "RunJobFlow", ["direction"] = "input", ["body"] = Compose(settings) }.ToJsonString());
            // Models of before 2023 do not have this value yet.
            var problems = (await PythonScript.RunAsync("check_aws_shapes.py", "botocore", "python3-botocore", "emr", file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.DoesNotContain(problems, problem => !problem.Contains("'price-capacity-optimized'", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Compose_Defaults_EndsByItselfAndScales()
    {
        var launch = Compose("{}");
        Assert.Equal(3600, launch["AutoTerminationPolicy"]!["IdleTimeout"]!.GetValue<long>());
        Assert.Equal("InstanceFleetUnits 2-4", $"{launch["ManagedScalingPolicy"]!["ComputeLimits"]!["UnitType"]} {launch["ManagedScalingPolicy"]!["ComputeLimits"]!["MinimumCapacityUnits"]}-{launch["ManagedScalingPolicy"]!["ComputeLimits"]!["MaximumCapacityUnits"]}");
        Assert.Equal(["Hadoop", "Hive", "Trino"], launch["Applications"]!.AsArray().Select(application => application!["Name"]!.GetValue<string>()));
        Assert.Equal("false", Configuration(launch, "hive-site")["kinesis.checkpoint.enabled"]!.GetValue<string>());
        Assert.True(launch["Instances"]!["KeepJobFlowAliveWhenNoSteps"]!.GetValue<bool>());
        Assert.Equal("SWITCH_TO_ON_DEMAND", launch["Instances"]!["InstanceFleets"]![2]!["LaunchSpecifications"]!["SpotSpecification"]!["TimeoutAction"]!.GetValue<string>());
    }

    [Fact]
    public void Compose_WhatTheUserSays_GoesOverWhatThisServiceSays()
    {
        var launch = Compose(Groups);
        Assert.Null(launch["AutoTerminationPolicy"]);
        Assert.Equal(["Hadoop", "Hive", "ZooKeeper"], launch["Applications"]!.AsArray().Select(application => application!["Name"]!.GetValue<string>()));
        var hive = Configuration(launch, "hive-site");
        Assert.Equal(("true", "mine", "kinesis-platform-checkpoints"), (hive["kinesis.checkpoint.enabled"]!.GetValue<string>(), hive["kinesis.checkpoint.logical.name"]!.GetValue<string>(), hive["kinesis.checkpoint.metastore.table.name"]!.GetValue<string>()));
        Assert.Equal(["Install Apache Drill", "mine"], launch["BootstrapActions"]!.AsArray().Select(action => action!["Name"]!.GetValue<string>()));
        Assert.Equal("own TERMINATE_CLUSTER", $"{launch["Steps"]!.AsArray().Last()!["Name"]} {launch["Steps"]!.AsArray().Last()!["ActionOnFailure"]}");
        Assert.Equal(["MASTER ON_DEMAND 1", "CORE ON_DEMAND 1", "TASK SPOT 2"], launch["Instances"]!["InstanceGroups"]!.AsArray().Select(group => $"{group!["InstanceRole"]} {group["Market"]} {group["InstanceCount"]}"));
        Assert.Equal(("s3://logs/emr/", "subnet-1", true), (launch["LogUri"]!.GetValue<string>(), launch["Instances"]!["Ec2SubnetId"]!.GetValue<string>(), launch["Instances"]!["TerminationProtected"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("archive/")]
    [InlineData("")]
    [InlineData("a!b*c'd(e)/f/")]
    public void Tags_OfAnyDeployment_AreWhatEmrTakes(string keyPrefix)
    {
        var tag = ClusterTags.DeploymentOf("my-bucket", keyPrefix);
        Assert.Matches("^[A-Za-z0-9 _.:/=+@-]{1,256}$", tag);
        Assert.NotEqual(tag, ClusterTags.DeploymentOf("my-bucket", keyPrefix + "x/"));
    }

    private static JsonObject Configuration(JsonObject launch, string classification) =>
        launch["Configurations"]!.AsArray().Single(configuration => configuration!["Classification"]!.GetValue<string>() == classification)!["Properties"]!.AsObject();

    private static JsonObject Compose(string request)
    {
        var settings = ClusterFileSetTests.Settings(request);
        var place = new ClusterPlace("my-bucket", "archive/", "eu-central-1");
        return LaunchJson.Write(LaunchComposer.Compose("c-00000000000000000000", settings, ClusterFileSet.Of(settings, [], place), place));
    }
}

using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests.Emr;

/// <summary>Amazon's own command line.</summary>
public sealed class EmrCommandLineTests
{
    [Fact]
    public async Task AwsEmr_FromCreateToTerminate_Succeeds()
    {
        await using var server = await LocalAwsServer.StartAsync(new() { Port = 0, EmrTransition = TimeSpan.Zero }, TimeProvider.System, default);
        Task<JsonNode?> Aws(params string[] arguments) => AwsCommandLine.RunAsync(server.Endpoint, ["emr", .. arguments]);

        var id = (await Aws("create-cluster", "--name", "from the command line", "--release-label", "emr-7.5.0", "--applications", "Name=Trino", "Name=Hive", "--use-default-roles",
            "--instance-fleets", "InstanceFleetType=MASTER,TargetOnDemandCapacity=1,InstanceTypeConfigs=[{InstanceType=m7g.xlarge}]",
            "InstanceFleetType=CORE,TargetSpotCapacity=4,InstanceTypeConfigs=[{InstanceType=m7g.xlarge,WeightedCapacity=2}]",
            "--auto-termination-policy", "IdleTimeout=3600", "--tags", "made-by=a-test",
            "--steps", "Type=CUSTOM_JAR,Name=hello,ActionOnFailure=CONTINUE,Jar=command-runner.jar,Args=[echo,hello]"))!["ClusterId"]!.GetValue<string>();
        await Aws("wait", "cluster-running", "--cluster-id", id);
        var cluster = (await Aws("describe-cluster", "--cluster-id", id))!["Cluster"]!;
        Assert.Equal("WAITING", cluster["Status"]!["State"]!.GetValue<string>());
        Assert.Equal("made-by", cluster["Tags"]![0]!["Key"]!.GetValue<string>());
        // The command line puts what ListInstanceFleets answers into what it describes.
        Assert.Equal(4, cluster["InstanceFleets"]!.AsArray().Single(fleet => fleet!["InstanceFleetType"]!.GetValue<string>() == "CORE")!["ProvisionedSpotCapacity"]!.GetValue<int>());

        var step = (await Aws("add-steps", "--cluster-id", id, "--steps", "Type=CUSTOM_JAR,Name=fails,ActionOnFailure=CONTINUE,Jar=command-runner.jar,Args=[false]"))!["StepIds"]![0]!.GetValue<string>();
        Assert.Equal("FAILED", (await Aws("describe-step", "--cluster-id", id, "--step-id", step))!["Step"]!["Status"]!["State"]!.GetValue<string>());
        Assert.Equal(2, (await Aws("list-steps", "--cluster-id", id))!["Steps"]!.AsArray().Count);
        Assert.Equal(3, (await Aws("list-instances", "--cluster-id", id))!["Instances"]!.AsArray().Count);
        Assert.Equal(id, (await Aws("list-clusters", "--active"))!["Clusters"]![0]!["Id"]!.GetValue<string>());

        await Aws("terminate-clusters", "--cluster-ids", id);
        await Aws("wait", "cluster-terminated", "--cluster-id", id);
        Assert.Empty((await Aws("list-clusters", "--active"))!["Clusters"]!.AsArray());
    }
}

using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Steps;

internal static class StepComposer
{
    /// <summary>A Java property that does nothing, by which steps are found again whose answer was lost.</summary>
    public const string TokenProperty = "kinesis.platform.token";

    public static StepConfig Compose(StepSettings step, string? token) => new()
    {
        Name = step.Name,
        ActionOnFailure = step.OnFailure switch { StepFailureAction.TerminateCluster => ActionOnFailure.TERMINATE_CLUSTER, StepFailureAction.CancelAndWait => ActionOnFailure.CANCEL_AND_WAIT, _ => ActionOnFailure.CONTINUE },
        HadoopJarStep = new() { Jar = step.Jar, MainClass = step.MainClass, Args = [.. step.Args], Properties = token is null ? null : [new() { Key = TokenProperty, Value = token }] },
    };
}

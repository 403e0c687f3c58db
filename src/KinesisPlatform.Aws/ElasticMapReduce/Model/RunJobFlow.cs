using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

public sealed class RunJobFlowRequest : AmazonWebServiceRequest
{
    public string? Name { get; set; }
    public string? LogUri { get; set; }
    public string? ReleaseLabel { get; set; }
    public JobFlowInstancesConfig? Instances { get; set; }
    public List<StepConfig>? Steps { get; set; }
    public List<BootstrapActionConfig>? BootstrapActions { get; set; }
    public List<Application>? Applications { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public bool? VisibleToAllUsers { get; set; }
    public string? JobFlowRole { get; set; }
    public string? ServiceRole { get; set; }
    public List<Tag>? Tags { get; set; }
    public string? SecurityConfiguration { get; set; }
    public ScaleDownBehavior? ScaleDownBehavior { get; set; }
    public int? EbsRootVolumeSize { get; set; }
    public int? StepConcurrencyLevel { get; set; }
    public ManagedScalingPolicy? ManagedScalingPolicy { get; set; }
    public AutoTerminationPolicy? AutoTerminationPolicy { get; set; }
}

public sealed class JobFlowInstancesConfig
{
    public List<InstanceGroupConfig>? InstanceGroups { get; set; }
    public List<InstanceFleetConfig>? InstanceFleets { get; set; }
    public string? Ec2KeyName { get; set; }
    public bool? KeepJobFlowAliveWhenNoSteps { get; set; }
    public bool? TerminationProtected { get; set; }
    public string? Ec2SubnetId { get; set; }
    public List<string>? Ec2SubnetIds { get; set; }
    public string? EmrManagedMasterSecurityGroup { get; set; }
    public string? EmrManagedSlaveSecurityGroup { get; set; }
    public string? ServiceAccessSecurityGroup { get; set; }
    public List<string>? AdditionalMasterSecurityGroups { get; set; }
    public List<string>? AdditionalSlaveSecurityGroups { get; set; }
}

public sealed class Configuration
{
    public string? Classification { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public Dictionary<string, string>? Properties { get; set; }
}

public sealed class BootstrapActionConfig
{
    public string? Name { get; set; }
    public ScriptBootstrapActionConfig? ScriptBootstrapAction { get; set; }
}

public sealed class ScriptBootstrapActionConfig
{
    public string? Path { get; set; }
    public List<string>? Args { get; set; }
}

public sealed class Application
{
    public string? Name { get; set; }
    public string? Version { get; set; }
    public List<string>? Args { get; set; }
}

public sealed class Tag
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

public sealed class RunJobFlowResponse : AmazonWebServiceResponse
{
    public string? JobFlowId { get; set; }
    public string? ClusterArn { get; set; }
}

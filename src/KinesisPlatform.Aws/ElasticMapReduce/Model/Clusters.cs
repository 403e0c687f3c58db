using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

public sealed class DescribeClusterRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
}

public sealed class DescribeClusterResponse : AmazonWebServiceResponse
{
    public Cluster? Cluster { get; set; }
}

public sealed class Cluster
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public ClusterStatus? Status { get; set; }
    public Ec2InstanceAttributes? Ec2InstanceAttributes { get; set; }
    public InstanceCollectionType? InstanceCollectionType { get; set; }
    public string? LogUri { get; set; }
    public string? ReleaseLabel { get; set; }
    public bool? AutoTerminate { get; set; }
    public bool? TerminationProtected { get; set; }
    public bool? VisibleToAllUsers { get; set; }
    public List<Application>? Applications { get; set; }
    public List<Tag>? Tags { get; set; }
    public string? ServiceRole { get; set; }
    public int? NormalizedInstanceHours { get; set; }
    public string? MasterPublicDnsName { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public string? SecurityConfiguration { get; set; }
    public ScaleDownBehavior? ScaleDownBehavior { get; set; }
    public int? EbsRootVolumeSize { get; set; }
    public string? ClusterArn { get; set; }
    public int? StepConcurrencyLevel { get; set; }
}

public sealed class ClusterStatus
{
    public ClusterState? State { get; set; }
    public ClusterStateChangeReason? StateChangeReason { get; set; }
    public ClusterTimeline? Timeline { get; set; }
    public List<ErrorDetail>? ErrorDetails { get; set; }
}

public sealed class ClusterStateChangeReason
{
    public ClusterStateChangeReasonCode? Code { get; set; }
    public string? Message { get; set; }
}

public sealed class ClusterTimeline
{
    public DateTime? CreationDateTime { get; set; }
    public DateTime? ReadyDateTime { get; set; }
    public DateTime? EndDateTime { get; set; }
}

public sealed class ErrorDetail
{
    public string? ErrorCode { get; set; }
    public List<Dictionary<string, string>>? ErrorData { get; set; }
    public string? ErrorMessage { get; set; }
}

public sealed class Ec2InstanceAttributes
{
    public string? Ec2KeyName { get; set; }
    public string? Ec2SubnetId { get; set; }
    public List<string>? RequestedEc2SubnetIds { get; set; }
    public string? Ec2AvailabilityZone { get; set; }
    public string? IamInstanceProfile { get; set; }
    public string? EmrManagedMasterSecurityGroup { get; set; }
    public string? EmrManagedSlaveSecurityGroup { get; set; }
    public string? ServiceAccessSecurityGroup { get; set; }
    public List<string>? AdditionalMasterSecurityGroups { get; set; }
    public List<string>? AdditionalSlaveSecurityGroups { get; set; }
}

public sealed class ListClustersRequest : AmazonWebServiceRequest
{
    public DateTime? CreatedAfter { get; set; }
    public DateTime? CreatedBefore { get; set; }
    public List<ClusterState>? ClusterStates { get; set; }
    public string? Marker { get; set; }
}

public sealed class ListClustersResponse : AmazonWebServiceResponse
{
    public List<ClusterSummary>? Clusters { get; set; }
    public string? Marker { get; set; }
}

public sealed class ClusterSummary
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public ClusterStatus? Status { get; set; }
    public int? NormalizedInstanceHours { get; set; }
    public string? ClusterArn { get; set; }
}

public sealed class TerminateJobFlowsRequest : AmazonWebServiceRequest
{
    public List<string>? JobFlowIds { get; set; }
}

public sealed class SetTerminationProtectionRequest : AmazonWebServiceRequest
{
    public List<string>? JobFlowIds { get; set; }
    public bool? TerminationProtected { get; set; }
}

public sealed class TerminateJobFlowsResponse : AmazonWebServiceResponse;

public sealed class SetTerminationProtectionResponse : AmazonWebServiceResponse;

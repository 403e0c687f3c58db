using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

public sealed class InstanceGroupConfig
{
    public string? Name { get; set; }
    public MarketType? Market { get; set; }
    public InstanceRoleType? InstanceRole { get; set; }
    public string? BidPrice { get; set; }
    public string? InstanceType { get; set; }
    public int? InstanceCount { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public EbsConfiguration? EbsConfiguration { get; set; }
}

public sealed class EbsConfiguration
{
    public List<EbsBlockDeviceConfig>? EbsBlockDeviceConfigs { get; set; }
}

public sealed class EbsBlockDeviceConfig
{
    public VolumeSpecification? VolumeSpecification { get; set; }
    public int? VolumesPerInstance { get; set; }
}

public sealed class VolumeSpecification
{
    public string? VolumeType { get; set; }
    public int? Iops { get; set; }
    public int? SizeInGB { get; set; }
    public int? Throughput { get; set; }
}

public sealed class InstanceFleetConfig
{
    public string? Name { get; set; }
    public InstanceFleetType? InstanceFleetType { get; set; }
    public int? TargetOnDemandCapacity { get; set; }
    public int? TargetSpotCapacity { get; set; }
    public List<InstanceTypeConfig>? InstanceTypeConfigs { get; set; }
    public InstanceFleetProvisioningSpecifications? LaunchSpecifications { get; set; }
}

public sealed class InstanceTypeConfig
{
    public string? InstanceType { get; set; }
    public int? WeightedCapacity { get; set; }
    public string? BidPrice { get; set; }
    public double? BidPriceAsPercentageOfOnDemandPrice { get; set; }
    public EbsConfiguration? EbsConfiguration { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public double? Priority { get; set; }
}

public sealed class InstanceFleetProvisioningSpecifications
{
    public SpotProvisioningSpecification? SpotSpecification { get; set; }
    public OnDemandProvisioningSpecification? OnDemandSpecification { get; set; }
}

public sealed class SpotProvisioningSpecification
{
    public int? TimeoutDurationMinutes { get; set; }
    public SpotProvisioningTimeoutAction? TimeoutAction { get; set; }
    public SpotProvisioningAllocationStrategy? AllocationStrategy { get; set; }
}

public sealed class OnDemandProvisioningSpecification
{
    public OnDemandProvisioningAllocationStrategy? AllocationStrategy { get; set; }
}

public sealed class ListInstancesRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public string? InstanceGroupId { get; set; }
    public List<InstanceGroupType>? InstanceGroupTypes { get; set; }
    public string? InstanceFleetId { get; set; }
    public InstanceFleetType? InstanceFleetType { get; set; }
    public List<InstanceState>? InstanceStates { get; set; }
    public string? Marker { get; set; }
}

public sealed class ListInstancesResponse : AmazonWebServiceResponse
{
    public List<Instance>? Instances { get; set; }
    public string? Marker { get; set; }
}

public sealed class Instance
{
    public string? Id { get; set; }
    public string? Ec2InstanceId { get; set; }
    public string? PublicDnsName { get; set; }
    public string? PublicIpAddress { get; set; }
    public string? PrivateDnsName { get; set; }
    public string? PrivateIpAddress { get; set; }
    public InstanceStatus? Status { get; set; }
    public string? InstanceGroupId { get; set; }
    public string? InstanceFleetId { get; set; }
    public MarketType? Market { get; set; }
    public string? InstanceType { get; set; }
    public List<EbsVolume>? EbsVolumes { get; set; }
}

public sealed class InstanceStatus
{
    public InstanceState? State { get; set; }
    public InstanceStateChangeReason? StateChangeReason { get; set; }
    public InstanceTimeline? Timeline { get; set; }
}

public sealed class InstanceStateChangeReason
{
    public InstanceStateChangeReasonCode? Code { get; set; }
    public string? Message { get; set; }
}

public sealed class InstanceTimeline
{
    public DateTime? CreationDateTime { get; set; }
    public DateTime? ReadyDateTime { get; set; }
    public DateTime? EndDateTime { get; set; }
}

public sealed class EbsVolume
{
    public string? Device { get; set; }
    public string? VolumeId { get; set; }
}

public sealed class ListInstanceGroupsRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public string? Marker { get; set; }
}

public sealed class ListInstanceGroupsResponse : AmazonWebServiceResponse
{
    public List<InstanceGroup>? InstanceGroups { get; set; }
    public string? Marker { get; set; }
}

public sealed class InstanceGroup
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public MarketType? Market { get; set; }
    public InstanceGroupType? InstanceGroupType { get; set; }
    public string? BidPrice { get; set; }
    public string? InstanceType { get; set; }
    public int? RequestedInstanceCount { get; set; }
    public int? RunningInstanceCount { get; set; }
    public InstanceGroupStatus? Status { get; set; }
    public List<Configuration>? Configurations { get; set; }
}

public sealed class InstanceGroupStatus
{
    public InstanceGroupState? State { get; set; }
    public InstanceGroupStateChangeReason? StateChangeReason { get; set; }
    public InstanceGroupTimeline? Timeline { get; set; }
}

public sealed class InstanceGroupStateChangeReason
{
    public InstanceGroupStateChangeReasonCode? Code { get; set; }
    public string? Message { get; set; }
}

public sealed class InstanceGroupTimeline
{
    public DateTime? CreationDateTime { get; set; }
    public DateTime? ReadyDateTime { get; set; }
    public DateTime? EndDateTime { get; set; }
}

public sealed class ListInstanceFleetsRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public string? Marker { get; set; }
}

public sealed class ListInstanceFleetsResponse : AmazonWebServiceResponse
{
    public List<InstanceFleet>? InstanceFleets { get; set; }
    public string? Marker { get; set; }
}

public sealed class InstanceFleet
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public InstanceFleetStatus? Status { get; set; }
    public InstanceFleetType? InstanceFleetType { get; set; }
    public int? TargetOnDemandCapacity { get; set; }
    public int? TargetSpotCapacity { get; set; }
    public int? ProvisionedOnDemandCapacity { get; set; }
    public int? ProvisionedSpotCapacity { get; set; }
    public List<InstanceTypeSpecification>? InstanceTypeSpecifications { get; set; }
    public InstanceFleetProvisioningSpecifications? LaunchSpecifications { get; set; }
}

public sealed class InstanceFleetStatus
{
    public InstanceFleetState? State { get; set; }
    public InstanceFleetStateChangeReason? StateChangeReason { get; set; }
    public InstanceFleetTimeline? Timeline { get; set; }
}

public sealed class InstanceFleetStateChangeReason
{
    public InstanceFleetStateChangeReasonCode? Code { get; set; }
    public string? Message { get; set; }
}

public sealed class InstanceFleetTimeline
{
    public DateTime? CreationDateTime { get; set; }
    public DateTime? ReadyDateTime { get; set; }
    public DateTime? EndDateTime { get; set; }
}

public sealed class InstanceTypeSpecification
{
    public string? InstanceType { get; set; }
    public int? WeightedCapacity { get; set; }
    public string? BidPrice { get; set; }
    public double? BidPriceAsPercentageOfOnDemandPrice { get; set; }
    public List<Configuration>? Configurations { get; set; }
    public double? Priority { get; set; }
}

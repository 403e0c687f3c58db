using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

public sealed class ManagedScalingPolicy
{
    public ComputeLimits? ComputeLimits { get; set; }
}

public sealed class ComputeLimits
{
    public ComputeLimitsUnitType? UnitType { get; set; }
    public int? MinimumCapacityUnits { get; set; }
    public int? MaximumCapacityUnits { get; set; }
    public int? MaximumOnDemandCapacityUnits { get; set; }
    public int? MaximumCoreCapacityUnits { get; set; }
}

public sealed class AutoTerminationPolicy
{
    public long? IdleTimeout { get; set; }
}

public sealed class PutManagedScalingPolicyRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public ManagedScalingPolicy? ManagedScalingPolicy { get; set; }
}

public sealed class PutManagedScalingPolicyResponse : AmazonWebServiceResponse;

public sealed class PutAutoTerminationPolicyRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public AutoTerminationPolicy? AutoTerminationPolicy { get; set; }
}

public sealed class PutAutoTerminationPolicyResponse : AmazonWebServiceResponse;

using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceFleetStateChangeReasonCode(string value) : ConstantClass(value)
{
    public static readonly InstanceFleetStateChangeReasonCode INTERNAL_ERROR = new("INTERNAL_ERROR");
    public static readonly InstanceFleetStateChangeReasonCode VALIDATION_ERROR = new("VALIDATION_ERROR");
    public static readonly InstanceFleetStateChangeReasonCode INSTANCE_FAILURE = new("INSTANCE_FAILURE");
    public static readonly InstanceFleetStateChangeReasonCode CLUSTER_TERMINATED = new("CLUSTER_TERMINATED");

    public static implicit operator InstanceFleetStateChangeReasonCode(string value) => FindValue<InstanceFleetStateChangeReasonCode>(value);
}

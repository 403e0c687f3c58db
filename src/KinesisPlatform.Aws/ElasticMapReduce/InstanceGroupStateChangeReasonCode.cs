using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceGroupStateChangeReasonCode(string value) : ConstantClass(value)
{
    public static readonly InstanceGroupStateChangeReasonCode INTERNAL_ERROR = new("INTERNAL_ERROR");
    public static readonly InstanceGroupStateChangeReasonCode VALIDATION_ERROR = new("VALIDATION_ERROR");
    public static readonly InstanceGroupStateChangeReasonCode INSTANCE_FAILURE = new("INSTANCE_FAILURE");
    public static readonly InstanceGroupStateChangeReasonCode CLUSTER_TERMINATED = new("CLUSTER_TERMINATED");

    public static implicit operator InstanceGroupStateChangeReasonCode(string value) => FindValue<InstanceGroupStateChangeReasonCode>(value);
}

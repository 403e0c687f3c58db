using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceStateChangeReasonCode(string value) : ConstantClass(value)
{
    public static readonly InstanceStateChangeReasonCode INTERNAL_ERROR = new("INTERNAL_ERROR");
    public static readonly InstanceStateChangeReasonCode VALIDATION_ERROR = new("VALIDATION_ERROR");
    public static readonly InstanceStateChangeReasonCode INSTANCE_FAILURE = new("INSTANCE_FAILURE");
    public static readonly InstanceStateChangeReasonCode BOOTSTRAP_FAILURE = new("BOOTSTRAP_FAILURE");
    public static readonly InstanceStateChangeReasonCode CLUSTER_TERMINATED = new("CLUSTER_TERMINATED");

    public static implicit operator InstanceStateChangeReasonCode(string value) => FindValue<InstanceStateChangeReasonCode>(value);
}

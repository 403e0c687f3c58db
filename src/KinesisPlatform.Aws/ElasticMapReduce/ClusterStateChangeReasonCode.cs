using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class ClusterStateChangeReasonCode(string value) : ConstantClass(value)
{
    public static readonly ClusterStateChangeReasonCode INTERNAL_ERROR = new("INTERNAL_ERROR");
    public static readonly ClusterStateChangeReasonCode VALIDATION_ERROR = new("VALIDATION_ERROR");
    public static readonly ClusterStateChangeReasonCode INSTANCE_FAILURE = new("INSTANCE_FAILURE");
    public static readonly ClusterStateChangeReasonCode INSTANCE_FLEET_TIMEOUT = new("INSTANCE_FLEET_TIMEOUT");
    public static readonly ClusterStateChangeReasonCode BOOTSTRAP_FAILURE = new("BOOTSTRAP_FAILURE");
    public static readonly ClusterStateChangeReasonCode USER_REQUEST = new("USER_REQUEST");
    public static readonly ClusterStateChangeReasonCode STEP_FAILURE = new("STEP_FAILURE");
    public static readonly ClusterStateChangeReasonCode ALL_STEPS_COMPLETED = new("ALL_STEPS_COMPLETED");

    public static implicit operator ClusterStateChangeReasonCode(string value) => FindValue<ClusterStateChangeReasonCode>(value);
}

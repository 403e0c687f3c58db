using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class SpotProvisioningTimeoutAction(string value) : ConstantClass(value)
{
    public static readonly SpotProvisioningTimeoutAction SWITCH_TO_ON_DEMAND = new("SWITCH_TO_ON_DEMAND");
    public static readonly SpotProvisioningTimeoutAction TERMINATE_CLUSTER = new("TERMINATE_CLUSTER");

    public static implicit operator SpotProvisioningTimeoutAction(string value) => FindValue<SpotProvisioningTimeoutAction>(value);
}

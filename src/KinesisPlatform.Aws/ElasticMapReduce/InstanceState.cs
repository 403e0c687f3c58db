using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceState(string value) : ConstantClass(value)
{
    public static readonly InstanceState AWAITING_FULFILLMENT = new("AWAITING_FULFILLMENT");
    public static readonly InstanceState PROVISIONING = new("PROVISIONING");
    public static readonly InstanceState BOOTSTRAPPING = new("BOOTSTRAPPING");
    public static readonly InstanceState RUNNING = new("RUNNING");
    public static readonly InstanceState TERMINATED = new("TERMINATED");

    public static implicit operator InstanceState(string value) => FindValue<InstanceState>(value);
}

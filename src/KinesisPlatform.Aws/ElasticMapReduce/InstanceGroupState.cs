using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceGroupState(string value) : ConstantClass(value)
{
    public static readonly InstanceGroupState PROVISIONING = new("PROVISIONING");
    public static readonly InstanceGroupState BOOTSTRAPPING = new("BOOTSTRAPPING");
    public static readonly InstanceGroupState RUNNING = new("RUNNING");
    public static readonly InstanceGroupState RECONFIGURING = new("RECONFIGURING");
    public static readonly InstanceGroupState RESIZING = new("RESIZING");
    public static readonly InstanceGroupState SUSPENDED = new("SUSPENDED");
    public static readonly InstanceGroupState TERMINATING = new("TERMINATING");
    public static readonly InstanceGroupState TERMINATED = new("TERMINATED");
    public static readonly InstanceGroupState ARRESTED = new("ARRESTED");
    public static readonly InstanceGroupState SHUTTING_DOWN = new("SHUTTING_DOWN");
    public static readonly InstanceGroupState ENDED = new("ENDED");

    public static implicit operator InstanceGroupState(string value) => FindValue<InstanceGroupState>(value);
}

using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceFleetState(string value) : ConstantClass(value)
{
    public static readonly InstanceFleetState PROVISIONING = new("PROVISIONING");
    public static readonly InstanceFleetState BOOTSTRAPPING = new("BOOTSTRAPPING");
    public static readonly InstanceFleetState RUNNING = new("RUNNING");
    public static readonly InstanceFleetState RESIZING = new("RESIZING");
    public static readonly InstanceFleetState RECONFIGURING = new("RECONFIGURING");
    public static readonly InstanceFleetState SUSPENDED = new("SUSPENDED");
    public static readonly InstanceFleetState TERMINATING = new("TERMINATING");
    public static readonly InstanceFleetState TERMINATED = new("TERMINATED");

    public static implicit operator InstanceFleetState(string value) => FindValue<InstanceFleetState>(value);
}

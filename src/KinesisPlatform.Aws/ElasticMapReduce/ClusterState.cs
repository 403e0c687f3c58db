using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class ClusterState(string value) : ConstantClass(value)
{
    public static readonly ClusterState STARTING = new("STARTING");
    public static readonly ClusterState BOOTSTRAPPING = new("BOOTSTRAPPING");
    public static readonly ClusterState RUNNING = new("RUNNING");
    public static readonly ClusterState WAITING = new("WAITING");
    public static readonly ClusterState TERMINATING = new("TERMINATING");
    public static readonly ClusterState TERMINATED = new("TERMINATED");
    public static readonly ClusterState TERMINATED_WITH_ERRORS = new("TERMINATED_WITH_ERRORS");

    public static implicit operator ClusterState(string value) => FindValue<ClusterState>(value);
}

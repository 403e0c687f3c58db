using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceFleetType(string value) : ConstantClass(value)
{
    public static readonly InstanceFleetType MASTER = new("MASTER");
    public static readonly InstanceFleetType CORE = new("CORE");
    public static readonly InstanceFleetType TASK = new("TASK");

    public static implicit operator InstanceFleetType(string value) => FindValue<InstanceFleetType>(value);
}

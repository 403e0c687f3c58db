using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceGroupType(string value) : ConstantClass(value)
{
    public static readonly InstanceGroupType MASTER = new("MASTER");
    public static readonly InstanceGroupType CORE = new("CORE");
    public static readonly InstanceGroupType TASK = new("TASK");

    public static implicit operator InstanceGroupType(string value) => FindValue<InstanceGroupType>(value);
}

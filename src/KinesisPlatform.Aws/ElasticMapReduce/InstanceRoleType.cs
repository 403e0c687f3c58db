using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceRoleType(string value) : ConstantClass(value)
{
    public static readonly InstanceRoleType MASTER = new("MASTER");
    public static readonly InstanceRoleType CORE = new("CORE");
    public static readonly InstanceRoleType TASK = new("TASK");

    public static implicit operator InstanceRoleType(string value) => FindValue<InstanceRoleType>(value);
}

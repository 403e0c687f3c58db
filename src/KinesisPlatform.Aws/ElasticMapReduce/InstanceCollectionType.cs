using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class InstanceCollectionType(string value) : ConstantClass(value)
{
    public static readonly InstanceCollectionType INSTANCE_FLEET = new("INSTANCE_FLEET");
    public static readonly InstanceCollectionType INSTANCE_GROUP = new("INSTANCE_GROUP");

    public static implicit operator InstanceCollectionType(string value) => FindValue<InstanceCollectionType>(value);
}

using Amazon.Runtime;

namespace Amazon.Kinesis;

public sealed class ConsumerStatus(string value) : ConstantClass(value)
{
    public static readonly ConsumerStatus CREATING = new("CREATING");
    public static readonly ConsumerStatus DELETING = new("DELETING");
    public static readonly ConsumerStatus ACTIVE = new("ACTIVE");

    public static implicit operator ConsumerStatus(string value) => FindValue<ConsumerStatus>(value);
}

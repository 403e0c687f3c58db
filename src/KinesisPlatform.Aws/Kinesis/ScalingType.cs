using Amazon.Runtime;

namespace Amazon.Kinesis;

public sealed class ScalingType(string value) : ConstantClass(value)
{
    public static readonly ScalingType UNIFORM_SCALING = new("UNIFORM_SCALING");

    public static implicit operator ScalingType(string value) => FindValue<ScalingType>(value);
}

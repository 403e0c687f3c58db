using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class ComputeLimitsUnitType(string value) : ConstantClass(value)
{
    public static readonly ComputeLimitsUnitType InstanceFleetUnits = new("InstanceFleetUnits");
    public static readonly ComputeLimitsUnitType Instances = new("Instances");
    public static readonly ComputeLimitsUnitType VCPU = new("VCPU");

    public static implicit operator ComputeLimitsUnitType(string value) => FindValue<ComputeLimitsUnitType>(value);
}

using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class OnDemandProvisioningAllocationStrategy(string value) : ConstantClass(value)
{
    public static readonly OnDemandProvisioningAllocationStrategy LowestPrice = new("lowest-price");
    public static readonly OnDemandProvisioningAllocationStrategy Prioritized = new("prioritized");

    public static implicit operator OnDemandProvisioningAllocationStrategy(string value) => FindValue<OnDemandProvisioningAllocationStrategy>(value);
}

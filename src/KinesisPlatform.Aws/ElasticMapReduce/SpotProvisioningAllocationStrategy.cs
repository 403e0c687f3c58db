using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class SpotProvisioningAllocationStrategy(string value) : ConstantClass(value)
{
    public static readonly SpotProvisioningAllocationStrategy CapacityOptimized = new("capacity-optimized");
    public static readonly SpotProvisioningAllocationStrategy PriceCapacityOptimized = new("price-capacity-optimized");
    public static readonly SpotProvisioningAllocationStrategy LowestPrice = new("lowest-price");
    public static readonly SpotProvisioningAllocationStrategy Diversified = new("diversified");
    public static readonly SpotProvisioningAllocationStrategy CapacityOptimizedPrioritized = new("capacity-optimized-prioritized");

    public static implicit operator SpotProvisioningAllocationStrategy(string value) => FindValue<SpotProvisioningAllocationStrategy>(value);
}

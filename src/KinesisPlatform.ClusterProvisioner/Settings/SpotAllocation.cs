namespace KinesisPlatform.ClusterProvisioner.Settings;

internal enum SpotAllocation
{
    PriceCapacityOptimized,
    CapacityOptimized,
    LowestPrice,
    Diversified,
}

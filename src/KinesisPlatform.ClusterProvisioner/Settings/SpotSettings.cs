namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record SpotSettings
{
    public int TimeoutMinutes { get; init; } = 10;
    public SpotFallback WhenUnavailable { get; init; }
    public SpotAllocation Allocation { get; init; }
    public int MaxPricePercent { get; init; } = 100;
}

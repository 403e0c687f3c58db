namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record ScalingSettings
{
    public bool Enabled { get; init; }
    public int MinimumUnits { get; init; }
    public int MaximumUnits { get; init; }
    public int? MaximumOnDemandUnits { get; init; }
    public int? MaximumCoreUnits { get; init; }
}

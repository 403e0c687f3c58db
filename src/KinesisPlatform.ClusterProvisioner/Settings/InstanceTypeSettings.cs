namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record InstanceTypeSettings
{
    public required string Type { get; init; }
    public int Weight { get; init; } = 1;
}

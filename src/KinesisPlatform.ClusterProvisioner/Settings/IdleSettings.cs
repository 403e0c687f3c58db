namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record IdleSettings
{
    public bool Enabled { get; init; }
    public int Minutes { get; init; } = 60;
}

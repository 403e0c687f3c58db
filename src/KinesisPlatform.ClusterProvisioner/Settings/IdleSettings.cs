namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record IdleSettings
{
    /// <summary>On where nothing is said: a setting that is taken away must not leave a cluster running for ever.</summary>
    public bool Enabled { get; init; } = true;
    public int Minutes { get; init; } = 60;
}

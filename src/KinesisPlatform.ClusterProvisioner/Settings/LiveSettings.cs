namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record LiveSettings
{
    public bool Enabled { get; init; }
    public bool Checkpointing { get; init; }
    public string CheckpointTable { get; init; } = "";
}

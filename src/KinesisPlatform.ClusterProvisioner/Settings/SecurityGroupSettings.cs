namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record SecurityGroupSettings
{
    public string? Primary { get; init; }
    public string? Core { get; init; }
    public string? Service { get; init; }
    public IReadOnlyList<string> AdditionalPrimary { get; init; } = [];
    public IReadOnlyList<string> AdditionalCore { get; init; } = [];
}

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>An EMR configuration object.</summary>
internal sealed record EngineConfiguration
{
    public required string Classification { get; init; }
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<EngineConfiguration> Configurations { get; init; } = [];
}

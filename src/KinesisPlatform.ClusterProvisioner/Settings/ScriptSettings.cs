namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>A bootstrap action.</summary>
internal sealed record ScriptSettings
{
    public required string Name { get; init; }
    public required string Script { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];
}

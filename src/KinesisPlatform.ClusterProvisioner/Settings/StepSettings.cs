namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record StepSettings
{
    public required string Name { get; init; }
    public required string Jar { get; init; }
    public string? MainClass { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];
    public StepFailureAction OnFailure { get; init; }
}

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>The instances of one role, in units: an instance counts as many as its type's weight.</summary>
internal sealed record RoleSettings
{
    public int OnDemand { get; init; }
    public int Spot { get; init; }
    public IReadOnlyList<InstanceTypeSettings> Types { get; init; } = [];

    public int Units => OnDemand + Spot;
}

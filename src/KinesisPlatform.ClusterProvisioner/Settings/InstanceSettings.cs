namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record InstanceSettings
{
    public InstanceCollection Collection { get; init; }
    public RoleSettings Primary { get; init; } = new();
    public RoleSettings Core { get; init; } = new();
    public RoleSettings Task { get; init; } = new();
    public SpotSettings Spot { get; init; } = new();
    public int VolumeGiB { get; init; } = 64;
    public int RootVolumeGiB { get; init; } = 30;

    /// <summary>By the names that the settings have for them.</summary>
    public IEnumerable<(string Name, RoleSettings Role)> Roles => [("primary", Primary), ("core", Core), ("task", Task)];
}

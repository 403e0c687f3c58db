namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record DrillSettings
{
    public string? Tarball { get; init; }
    public string? Sha256 { get; init; }
    public int HeapGiB { get; init; } = 4;
    public int DirectMemoryGiB { get; init; } = 8;
}

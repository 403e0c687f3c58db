namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>What <c>prices.schema.json</c> describes.</summary>
internal sealed record PriceTable
{
    public required string AsOf { get; init; }
    public required string Source { get; init; }
    public required string Region { get; init; }
    public required string Currency { get; init; }
    public required decimal HoursPerMonth { get; init; }
    public required decimal SpotShare { get; init; }
    public required decimal VolumeGiBMonth { get; init; }
    public required IReadOnlyDictionary<string, InstancePrice> Instances { get; init; }
}

namespace KinesisPlatform.ClusterProvisioner.Settings;

internal sealed record GatewaySettings
{
    public const string NoToken = "none";

    public string? Uri { get; init; }
    public string Catalog { get; init; } = "kinesis";
    public string? TokenFrom { get; init; }
}

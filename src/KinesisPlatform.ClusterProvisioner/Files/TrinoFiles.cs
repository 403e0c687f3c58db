using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>Makes the gateway's Iceberg REST catalog a catalog of Trino (Trino documentation, "Iceberg connector" and "Metastores").</summary>
internal static class TrinoFiles
{
    public const string InstallScript = "install-trino-catalog.sh";

    /// <summary>Without the gateway's key, which each instance fetches for itself.</summary>
    public static ClusterFile Catalog(ClusterSettings settings, ClusterPlace place)
    {
        List<(string, string)> properties =
        [
            ("connector.name", "iceberg"),
            ("iceberg.catalog.type", "rest"),
            ("iceberg.rest-catalog.uri", $"{settings.Gateway.Uri!.TrimEnd('/')}/iceberg"),
            ("iceberg.rest-catalog.security", settings.Gateway.TokenFrom == GatewaySettings.NoToken ? "NONE" : "OAUTH2"),
            // Only the archiver changes the tables.
            ("iceberg.security", "READ_ONLY"),
            // With the instance's role.
            ("fs.native-s3.enabled", "true"),
        ];
        if (place.Region is { } region) properties.Add(("s3.region", region));
        return new($"{settings.Gateway.Catalog}.properties", JavaProperties.Write(properties));
    }
}

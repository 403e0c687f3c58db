using KinesisPlatform.Aws;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>
/// Where the tables' files are, in the names that Java's clients and PyIceberg know. Never how to get in: a client brings credentials of its own.
/// They are the catalog's defaults, so that a client's own settings go first: in a container it may well reach the same store by another name.
/// </summary>
/// <remarks>A table's own <c>config</c> stays empty. It would go before the client's settings, and DuckDB makes a secret of it, without keys, which hides the user's.</remarks>
internal sealed class StorageProperties(AwsConnection connection)
{
    public IReadOnlyDictionary<string, string> Defaults { get; } = Of(connection.EndpointOf("S3"), connection.Region);

    private static Dictionary<string, string> Of(Uri? endpoint, string? region)
    {
        var properties = new Dictionary<string, string>();
        if (endpoint is not null)
        {
            // Without what may be secret in an address: http://user:password@host.
            properties["s3.endpoint"] = endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
            properties["s3.path-style-access"] = "true";
            region ??= "us-east-1";
        }
        if (region is not null) properties["client.region"] = properties["s3.region"] = region;
        return properties;
    }
}

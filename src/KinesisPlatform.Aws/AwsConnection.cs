using Amazon;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;

namespace KinesisPlatform.Aws;

/// <summary>
/// Which AWS to talk to, under the names that AWS' own tools use: <c>AWS_REGION</c> (or <c>AWS_DEFAULT_REGION</c>), <c>AWS_PROFILE</c>,
/// <c>AWS_ENDPOINT_URL</c>, <c>AWS_ENDPOINT_URL_KINESIS</c>, <c>_S3</c>, <c>_SQS</c>, and <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c>,
/// <c>AWS_SESSION_TOKEN</c>. What is not given comes from the SDK's own chain.
/// </summary>
/// <param name="Region">Null: from the profile or the instance.</param>
/// <param name="Endpoints">Configured endpoints by service id in upper case, <c>""</c> for all services.</param>
public sealed record AwsConnection(string? Region, AWSCredentials Credentials, IReadOnlyDictionary<string, Uri> Endpoints)
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL";
    private static readonly string[] Services = ["KINESIS", "S3", "SQS", "EMR"];

    /// <exception cref="PlatformException">Invalid: an endpoint is not an absolute http or https address.</exception>
    public static AwsConnection From(IConfiguration configuration)
    {
        var region = NotEmpty(configuration["AWS_REGION"]) ?? NotEmpty(configuration["AWS_DEFAULT_REGION"]);
        return new(region, AwsCredentialSource.From(configuration), ReadEndpoints(configuration));
    }

    /// <summary>The configured endpoint of a service, such as <c>Kinesis</c>; null where the service's own host is meant.</summary>
    public Uri? EndpointOf(string serviceId) =>
        Endpoints.TryGetValue(serviceId.ToUpperInvariant(), out var own) || Endpoints.TryGetValue("", out own) ? own : null;

    /// <summary>Sets region and endpoint on a client's configuration.</summary>
    /// <exception cref="PlatformException">Invalid: neither a region nor an endpoint is known.</exception>
    public T Apply<T>(T config, string serviceId) where T : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(config);
        if (EndpointOf(serviceId) is { } endpoint)
        {
            // Setting either of ServiceURL and RegionEndpoint clears the other; the region is still needed for the signature.
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = Region ?? "us-east-1";
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
        }
        else if (Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        }
        else if (config.RegionEndpoint is null && config.ServiceURL is null)
        {
            throw new PlatformException(FailureKind.Invalid, $"No AWS region is known for {serviceId}: set AWS_REGION, or AWS_ENDPOINT_URL for a local emulator.");
        }
        return config;
    }

    private static Dictionary<string, Uri> ReadEndpoints(IConfiguration configuration)
    {
        var endpoints = new Dictionary<string, Uri>();
        var errors = new List<string>();
        foreach (var service in (IEnumerable<string>)["", .. Services])
        {
            var name = service.Length == 0 ? EndpointVariable : $"{EndpointVariable}_{service}";
            if (NotEmpty(configuration[name]) is not { } text) continue;
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)) endpoints[service] = uri;
            else errors.Add($"{name} is '{text}'");
        }
        return errors.Count == 0
            ? endpoints
            : throw new PlatformException(FailureKind.Invalid, $"{string.Join("; ", errors)}: an endpoint must be an address such as http://127.0.0.1:4566.");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

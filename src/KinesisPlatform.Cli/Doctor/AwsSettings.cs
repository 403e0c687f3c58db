using System.Text.Json;
using KinesisPlatform.Cli.Http;
using Microsoft.Extensions.Configuration;

namespace KinesisPlatform.Cli.Doctor;

/// <summary>Which AWS, or which emulator, to look at: what is set on this machine, and beyond that what the gateway says of its tables.</summary>
/// <param name="Configuration">Under the names that AWS' own tools use.</param>
/// <param name="Bucket">Null when nobody says one.</param>
/// <param name="Unknown">Why it is not known where to look; null when it is.</param>
internal sealed record AwsSettings(IConfiguration Configuration, string? Bucket, string? Unknown)
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL", LocalKey = "local";

    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>What the archive's keys begin with, as far as the gateway's first table tells.</summary>
    public string KeyPrefix { get; private init; } = "archive/";

    /// <summary>Null: the profile's, or none.</summary>
    public string? Region => RegionVariables.Select(name => Configuration[name]).FirstOrDefault(region => !string.IsNullOrEmpty(region));

    public Uri? Endpoint => Uri.TryCreate(Configuration[EndpointVariable], UriKind.Absolute, out var uri) ? uri : null;

    public static async Task<AwsSettings> FindAsync(KpContext context, string? bucket, CancellationToken cancellationToken)
    {
        var own = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var said = new Dictionary<string, string?>();
        string? unknown = null, prefix = null;
        try
        {
            var config = await context.Gateway.GetAsync("iceberg/v1/config", cancellationToken);
            if (own[EndpointVariable] is not { Length: > 0 } && Text(config, "s3.endpoint") is { } endpoint) AddEmulator(said, endpoint);
            if (RegionVariables.All(name => own[name] is not { Length: > 0 }) && Text(config, "s3.region") is { } region) said["AWS_REGION"] = region;
            if (await FindTableAsync(context.Gateway, cancellationToken) is var (host, folder)) (bucket, prefix) = (bucket ?? host, folder);
        }
        catch (KpException error)
        {
            if (own[EndpointVariable] is not { Length: > 0 } && RegionVariables.All(name => own[name] is not { Length: > 0 }))
                unknown = $"the gateway, which knows where the platform's bucket is, did not say it ({error.Message.TrimEnd('.')}), and neither AWS_REGION nor AWS_ENDPOINT_URL is set";
        }
        return new(new ConfigurationBuilder().AddConfiguration(own).AddInMemoryCollection(said).Build(), bucket ?? own["ObjectStore:Bucket"], unknown) { KeyPrefix = prefix ?? "archive/" };
    }

    // Keys for an emulator of this machine: what is set for a real account is not for it.
    private static void AddEmulator(Dictionary<string, string?> said, string endpoint)
    {
        said[EndpointVariable] = endpoint;
        if (!new Uri(endpoint).IsLoopback) return;
        (said["AWS_ACCESS_KEY_ID"], said["AWS_SECRET_ACCESS_KEY"], said["AWS_SESSION_TOKEN"]) = (LocalKey, LocalKey, "");
    }

    // {"identifiers": [{"namespace": ["kinesis"], "name": "flights"}]}, {"metadata-location": "s3://bucket/…"}
    private static async Task<(string Bucket, string Prefix)?> FindTableAsync(ServiceClient gateway, CancellationToken cancellationToken)
    {
        var spaces = await gateway.GetAsync("iceberg/v1/namespaces", cancellationToken);
        if (spaces.GetProperty("namespaces").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Array } space) return null;
        var path = $"iceberg/v1/namespaces/{Uri.EscapeDataString(space[0].GetString()!)}/tables";
        var tables = await gateway.GetAsync($"{path}?pageSize=1", cancellationToken);
        if (tables.GetProperty("identifiers").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } table) return null;
        var name = table.GetProperty("name").GetString()!;
        var loaded = await gateway.GetAsync($"{path}/{Uri.EscapeDataString(name)}", cancellationToken);
        if (!Uri.TryCreate(loaded.GetProperty("metadata-location").GetString(), UriKind.Absolute, out var location)) return null;
        var end = location.AbsolutePath.IndexOf($"/{name}/metadata/", StringComparison.Ordinal);
        return (location.Host, end <= 0 ? "" : $"{location.AbsolutePath[1..end]}/");
    }

    private static string? Text(JsonElement config, string name) =>
        config.TryGetProperty("defaults", out var defaults) && defaults.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

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

    public Uri? Endpoint => Uri.TryCreate(Configuration[EndpointVariable], UriKind.Absolute, out var uri) ? uri : null;

    public static async Task<AwsSettings> FindAsync(KpContext context, string? bucket, CancellationToken cancellationToken)
    {
        var own = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var said = new Dictionary<string, string?>();
        string? unknown = null;
        try
        {
            var config = await context.Gateway.GetAsync("iceberg/v1/config", cancellationToken);
            if (own[EndpointVariable] is not { Length: > 0 } && Text(config, "s3.endpoint") is { } endpoint) AddEmulator(said, own, endpoint);
            if (RegionVariables.All(name => own[name] is not { Length: > 0 }) && Text(config, "s3.region") is { } region) said["AWS_REGION"] = region;
            bucket ??= await FindBucketAsync(context.Gateway, cancellationToken);
        }
        catch (KpException error)
        {
            if (own[EndpointVariable] is not { Length: > 0 } && RegionVariables.All(name => own[name] is not { Length: > 0 }))
                unknown = $"the gateway, which knows where the platform's bucket is, did not say it ({error.Message.TrimEnd('.')}), and neither AWS_REGION nor AWS_ENDPOINT_URL is set";
        }
        return new(new ConfigurationBuilder().AddConfiguration(own).AddInMemoryCollection(said).Build(), bucket ?? own["ObjectStore:Bucket"], unknown);
    }

    // Keys for an emulator of this machine: what is set for a real account is not for it.
    private static void AddEmulator(Dictionary<string, string?> said, IConfiguration own, string endpoint)
    {
        said[EndpointVariable] = endpoint;
        if (own["AWS_ACCESS_KEY_ID"] is { Length: > 0 } || !new Uri(endpoint).IsLoopback) return;
        (said["AWS_ACCESS_KEY_ID"], said["AWS_SECRET_ACCESS_KEY"]) = (LocalKey, LocalKey);
    }

    // {"identifiers": [{"namespace": ["kinesis"], "name": "flights"}]}, {"metadata-location": "s3://bucket/…"}
    private static async Task<string?> FindBucketAsync(ServiceClient gateway, CancellationToken cancellationToken)
    {
        var spaces = await gateway.GetAsync("iceberg/v1/namespaces", cancellationToken);
        if (spaces.GetProperty("namespaces").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Array } space) return null;
        var path = $"iceberg/v1/namespaces/{Uri.EscapeDataString(space[0].GetString()!)}/tables";
        var tables = await gateway.GetAsync($"{path}?pageSize=1", cancellationToken);
        if (tables.GetProperty("identifiers").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } table) return null;
        var loaded = await gateway.GetAsync($"{path}/{Uri.EscapeDataString(table.GetProperty("name").GetString()!)}", cancellationToken);
        return Uri.TryCreate(loaded.GetProperty("metadata-location").GetString(), UriKind.Absolute, out var location) ? location.Host : null;
    }

    private static string? Text(JsonElement config, string name) =>
        config.TryGetProperty("defaults", out var defaults) && defaults.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

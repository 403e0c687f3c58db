using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Where a service is: the configured endpoint, else <c>https://[label.]prefix[-fips].region.suffix</c>.</summary>
internal sealed class AwsEndpointProvider(string endpointPrefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters[AwsEndpointResolver.Endpoint] is string { Length: > 0 } configured) return new(configured);
        if (parameters[AwsEndpointResolver.Region] is not string { Length: > 0 } region)
            throw new PlatformException(FailureKind.Invalid, $"No AWS region is known for {endpointPrefix}: set AWS_REGION, or AWS_ENDPOINT_URL for a local emulator.");
        var dualStack = parameters[AwsEndpointResolver.UseDualStack] is true;
        var fips = parameters[AwsEndpointResolver.UseFips] is true;
        var suffix = Fn.Partition(region)[dualStack ? "dualStackDnsSuffix" : "dnsSuffix"];
        var label = parameters[AwsEndpointResolver.HostLabel] is string { Length: > 0 } given ? given : endpointPrefix;
        return new($"https://{label}{(fips ? "-fips" : "")}.{region}.{suffix}");
    }
}

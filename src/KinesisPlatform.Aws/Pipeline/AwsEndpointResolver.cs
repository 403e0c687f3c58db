using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Feeds the endpoint provider from the configuration and the request.</summary>
internal sealed class AwsEndpointResolver(Func<AmazonWebServiceRequest, string?> hostLabelOf) : BaseEndpointResolver
{
    public const string Endpoint = "Endpoint";
    public const string Region = "Region";
    public const string UseFips = "UseFIPS";
    public const string UseDualStack = "UseDualStack";
    public const string HostLabel = "HostLabel";

    public static EndpointParameters ParametersOf(IClientConfig config, string? alternateRegion, string? hostLabel) => new()
    {
        [Endpoint] = config.ServiceURL,
        [Region] = alternateRegion ?? config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion,
        [UseFips] = config.UseFIPSEndpoint,
        [UseDualStack] = config.UseDualstackEndpoint,
        [HostLabel] = hostLabel,
    };

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        ParametersOf(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint?.SystemName, hostLabelOf(requestContext.OriginalRequest));
}

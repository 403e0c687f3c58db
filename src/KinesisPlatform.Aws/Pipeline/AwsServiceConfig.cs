using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using KinesisPlatform.Aws.Telemetry;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// Configuration of a client that no SDK package gives. Everything that <see cref="ClientConfig"/> offers works as in the official clients;
/// retries are the SDK's Standard mode.
/// </summary>
public abstract class AwsServiceConfig : ClientConfig
{
    private readonly string _apiVersion;
    private readonly string _endpointPrefix;

    /// <param name="serviceId">The service's id in the SDKs, such as <c>Kinesis</c>: names spans and <c>AWS_ENDPOINT_URL_</c> variables.</param>
    /// <param name="endpointPrefix">First label of the service's host, such as <c>kinesis</c>.</param>
    /// <param name="signingName">The service's name in the SigV4 scope.</param>
    /// <param name="apiVersion">Such as <c>2013-12-02</c>.</param>
    protected AwsServiceConfig(string serviceId, string endpointPrefix, string signingName, string apiVersion)
        : base(new DefaultConfigurationProvider(AwsClientDefaults.Modes))
    {
        (_endpointPrefix, _apiVersion) = (endpointPrefix, apiVersion);
        ServiceId = serviceId;
        AuthenticationServiceName = signingName;
        EndpointProvider = new AwsEndpointProvider(endpointPrefix);
        TelemetryProvider = ActivityTelemetry.CreateProvider();
        // Adaptive stalls calls of a low rate for tens of seconds after a single throttle.
        RetryMode = RequestRetryMode.Standard;
    }

    public override string ServiceVersion => _apiVersion;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("KinesisPlatform", "1.0.0");

    public override string RegionEndpointServiceName => _endpointPrefix;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(AwsEndpointResolver.ParametersOf(this, alternateRegion: null, hostLabel: null));
}

using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// Base of the clients that no SDK package gives: the official pipeline (retries, clock skew, credentials, user agent, tracing) with this
/// project's codecs. Safe for concurrent use; keep one for the life of the process.
/// </summary>
public abstract class AwsServiceClient : AmazonServiceClient
{
    /// <param name="config">This client's own from now on.</param>
    private protected AwsServiceClient(AWSCredentials credentials, AwsServiceConfig config) : base(credentials, config)
    {
        // Beside its retries the SDK repeats, up to ten times and at once, what was sent over a connection that was cut: it takes it for one that was stale. Kinesis may have taken the records all the
        // same. Other clients only ask, or what they change bears repeating: puts to the bucket are conditional or write the same again, messages are hints; who starts clusters sets the same in
        // his own configuration.
        if (PacesItsCalls) config.MaxStaleConnectionRetries = 0;
    }

    // The base constructor asks before this class' own fields are set.
    protected override IServiceMetadata ServiceMetadata => field ??= new AwsServiceMetadata(Config.ServiceId);

    /// <summary>Payloads do not belong into logs.</summary>
    protected override bool SupportResponseLogging => false;

    /// <summary>First label of the host for a request where it is not the service's usual one; null for the usual one. Not asked when an endpoint is configured.</summary>
    private protected virtual string? HostLabelOf(AmazonWebServiceRequest request) => null;

    /// <summary>Whether throttling is the caller's to wait for, and repeating what failed with its connection. The base constructor asks.</summary>
    private protected virtual bool PacesItsCalls => false;

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new AwsEndpointResolver(HostLabelOf));
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthResolver());
        pipeline.AddHandlerAfter<Unmarshaller>(new BodyReader());
        if (PacesItsCalls) pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new PacedRetryPolicy(Config)));
    }

    /// <exception cref="AmazonServiceException">The service answered with an error; the operation's own exception type where callers need it.</exception>
    private protected Task<TResponse> InvokeAsync<TRequest, TResponse>(
        AwsOperation<TRequest, TResponse> operation, TRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        return InvokeAsync<TResponse>(request, operation.Options, cancellationToken);
    }
}

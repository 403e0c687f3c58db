namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource is healthy while this address answers this status.</summary>
internal sealed class HttpHealthCheckAnnotation(EndpointReference endpoint, string path, int statusCode) : IResourceAnnotation
{
    public Uri Url => new(new(endpoint.Url), path);

    public int StatusCode { get; } = statusCode;
}

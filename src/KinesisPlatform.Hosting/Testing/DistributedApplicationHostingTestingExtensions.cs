using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>How tests reach the resources of a running application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is the resource's endpoint; the caller disposes it.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = default) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <param name="endpointName">Null means <c>http</c>.</param>
    /// <exception cref="ArgumentException">There is no such resource or endpoint.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = default)
    {
        var resource = app.Services.GetRequiredService<ResourceCollection>()
            .OfType<IResourceWithEndpoints>().SingleOrDefault(r => string.Equals(r.Name, resourceName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no resource '{resourceName}' with endpoints.", nameof(resourceName));
        var endpoint = new EndpointReference(resource, endpointName ?? "http");
        if (!endpoint.Exists) throw new ArgumentException($"Resource '{resourceName}' has no endpoint '{endpoint.EndpointName}'.", nameof(endpointName));
        return new(endpoint.Url);
    }
}

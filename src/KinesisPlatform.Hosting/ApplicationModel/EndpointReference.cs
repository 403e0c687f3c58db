using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of another resource, resolved when the application runs.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider, IManifestExpressionProvider
{
    public IResourceWithEndpoints Resource { get; } = owner;

    public string EndpointName { get; } = endpointName;

    public bool Exists => Annotation is not null;

    public bool IsAllocated => Annotation?.AllocatedPort is not null;

    public string Scheme => Existing.UriScheme;

    public string Host { get; } = "localhost";

    /// <exception cref="DistributedApplicationException">The application has not started.</exception>
    public int Port => Existing.AllocatedPort
        ?? throw new DistributedApplicationException($"The port of {Resource.Name}'s endpoint '{EndpointName}' is not known before the application starts.");

    public int? TargetPort => Existing.TargetPort ?? Existing.AllocatedPort;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    private EndpointAnnotation? Annotation =>
        Resource.Annotations.OfType<EndpointAnnotation>().SingleOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private EndpointAnnotation Existing => Annotation
        ?? throw new DistributedApplicationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'. Add it with WithHttpEndpoint.");

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Url);
}

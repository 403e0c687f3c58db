namespace Aspire.Hosting.ApplicationModel;

/// <summary>Can be referred to by another resource, which then learns its endpoints.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

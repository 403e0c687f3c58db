namespace Aspire.Hosting.ApplicationModel;

/// <summary>Listens on the network.</summary>
public interface IResourceWithEndpoints : IResource;

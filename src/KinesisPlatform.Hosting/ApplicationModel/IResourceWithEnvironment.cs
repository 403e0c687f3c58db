namespace Aspire.Hosting.ApplicationModel;

/// <summary>Takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

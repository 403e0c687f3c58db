namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container; needs a container engine on the machine.</summary>
public class ContainerResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Any program of this machine.</summary>
/// <param name="workingDirectory">Relative to the AppHost's folder unless absolute.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    public string Command { get; } = command;

    public string WorkingDirectory { get; } = workingDirectory;
}

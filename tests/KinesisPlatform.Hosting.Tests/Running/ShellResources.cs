using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Running;

/// <summary>Small programs as resources.</summary>
internal static class ShellResources
{
    /// <summary>Nothing is measured by it: it ends what hangs.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationTestingBuilder builder, string name, string script) =>
        builder.AddExecutable(name, "/bin/sh", ".", "-c", script);

    public static async Task<ResourceEvent> WaitForEndAsync(this DistributedApplication app, string name)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await app.ResourceNotifications.WaitForResourceAsync(name, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State), deadline.Token);
    }
}

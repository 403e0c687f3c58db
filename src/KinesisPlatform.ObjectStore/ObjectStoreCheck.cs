using Microsoft.Extensions.Hosting;

namespace KinesisPlatform.ObjectStore;

/// <summary>Refuses to start a service that writes on a store it cannot trust. Registered before the service's own hosted services, it runs before them.</summary>
internal sealed class ObjectStoreCheck(IObjectStore store, string prefix) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => ObjectStoreProbe.VerifyAsync(store, prefix, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

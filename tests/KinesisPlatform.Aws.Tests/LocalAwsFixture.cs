using KinesisPlatform.LocalAws;

namespace KinesisPlatform.Aws.Tests;

/// <summary>This repository's own emulator, for the tests of a class.</summary>
public sealed class LocalAwsFixture : IAsyncLifetime
{
    private LocalAwsServer? _server;

    public Uri Endpoint => _server!.Endpoint;

    public async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(new() { Port = 0 }, TimeProvider.System, default);

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}

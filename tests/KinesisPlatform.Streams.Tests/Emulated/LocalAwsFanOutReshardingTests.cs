using KinesisPlatform.LocalAws;

namespace KinesisPlatform.Streams.Tests.Emulated;

/// <summary>Subscriptions that last no longer than half a second, so that they are renewed all through the resharding.</summary>
public sealed class LocalAwsFanOutReshardingTests(LocalAwsFanOutReshardingTests.Fixture fixture) : ReshardingContract(fixture.Endpoint, ReadingMode.FanOut), IClassFixture<LocalAwsFanOutReshardingTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        private LocalAwsServer? _server;

        public Uri Endpoint => _server!.Endpoint;

        public async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(new() { Port = 0, SubscriptionLifetime = TimeSpan.FromSeconds(0.5), SubscriptionTakeover = TimeSpan.Zero }, TimeProvider.System, default);

        public async Task DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
        }
    }
}

using KinesisPlatform.LocalAws;

namespace KinesisPlatform.Streams.Tests.Emulated;

public sealed class LocalAwsReshardingTests(LocalAwsReshardingTests.Fixture fixture) : ReshardingContract(fixture.Endpoint, ReadingMode.Polling), IClassFixture<LocalAwsReshardingTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        private LocalAwsServer? _server;

        public Uri Endpoint => _server!.Endpoint;

        public async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(new() { Port = 0 }, TimeProvider.System, default);

        public async Task DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
        }
    }
}

using KinesisPlatform.TestKit;

namespace KinesisPlatform.Streams.Tests.Emulated;

public sealed class KinesisLocalReshardingTests(KinesisLocalReshardingTests.Fixture fixture) : ReshardingContract(fixture.Endpoint, ReadingMode.Polling), IClassFixture<KinesisLocalReshardingTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        private KinesisLocal? _emulator;

        public Uri Endpoint => _emulator!.Endpoint;

        public async Task InitializeAsync() => _emulator = await KinesisLocal.StartAsync();

        public async Task DisposeAsync()
        {
            if (_emulator is not null) await _emulator.DisposeAsync();
        }
    }
}

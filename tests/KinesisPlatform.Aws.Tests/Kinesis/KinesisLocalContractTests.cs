using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Kinesis;

/// <summary>The contract against npm kinesis-local.</summary>
public sealed class KinesisLocalContractTests(KinesisLocalContractTests.Fixture fixture) : KinesisContract(fixture.Endpoint), IClassFixture<KinesisLocalContractTests.Fixture>
{
    [Fact(Skip = "kinesis-local answers HTTP 500 to a garbage iterator. Nothing to do here: LocalAws is held to it.")]
    public override Task GetRecords_IteratorIsGarbage_ThrowsInvalidArgument() => base.GetRecords_IteratorIsGarbage_ThrowsInvalidArgument();

    [Fact(Skip = "kinesis-local accepts 501 records. Nothing to do here: LocalAws is held to it.")]
    public override Task PutRecords_MoreThanItsLimit_IsRefused() => base.PutRecords_MoreThanItsLimit_IsRefused();

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

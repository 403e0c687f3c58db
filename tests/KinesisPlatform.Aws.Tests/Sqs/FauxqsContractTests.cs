using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Sqs;

/// <summary>The contract against npm fauxqs.</summary>
public sealed class FauxqsContractTests(FauxqsContractTests.Fixture fixture) : SqsContract(fixture.Endpoint), IClassFixture<FauxqsContractTests.Fixture>
{
    [Fact(Skip = "fauxqs drops AWSTraceHeader. Nothing to do here: LocalAws is held to it.")]
    public override Task ReceiveMessage_SystemAttributesAskedFor_HasThem() => base.ReceiveMessage_SystemAttributesAskedFor_HasThem();

    [Fact(Skip = "fauxqs takes any receipt handle. Nothing to do here: LocalAws is held to it.")]
    public override Task DeleteMessage_HandleIsGarbage_ThrowsReceiptHandleIsInvalid() => base.DeleteMessage_HandleIsGarbage_ThrowsReceiptHandleIsInvalid();

    [Fact(Skip = "fauxqs takes any receipt handle. Nothing to do here: LocalAws is held to it.")]
    public override Task DeleteMessageBatch_OneHandleIsGarbage_FailsThatEntryOnly() => base.DeleteMessageBatch_OneHandleIsGarbage_FailsThatEntryOnly();

    public sealed class Fixture : IAsyncLifetime
    {
        private Fauxqs? _emulator;

        public Uri Endpoint => _emulator!.Endpoint;

        public async Task InitializeAsync() => _emulator = await Fauxqs.StartAsync();

        public async Task DisposeAsync()
        {
            if (_emulator is not null) await _emulator.DisposeAsync();
        }
    }
}

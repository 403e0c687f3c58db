using KinesisPlatform.LocalAws;

namespace KinesisPlatform.Aws.Tests.Sqs;

/// <summary>The contract against this repository's own emulator.</summary>
public sealed class LocalAwsSqsContractTests(LocalAwsSqsContractTests.Fixture fixture) : SqsContract(fixture.Endpoint), IClassFixture<LocalAwsSqsContractTests.Fixture>
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

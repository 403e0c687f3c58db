namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>A gateway with a second archived stream, whose name is no plain identifier.</summary>
public sealed class IcebergFixture : IAsyncLifetime
{
    public const string Strange = "Orders.v2-eu";

    public GatewayHost Gateway { get; } = new();

    public async Task InitializeAsync()
    {
        await Gateway.InitializeAsync();
        Gateway.Streams.Create(Strange, 1);
        for (var i = 0; i < 5; i++) Gateway.Streams.Put(Strange, $"key{i}", $"{{\"order\":{i}}}");
        await Gateway.Archiver.ArchiveAsync(Strange, recordsMax: 3);
        await Gateway.Archiver.ArchiveAsync(Strange);
    }

    public Task DisposeAsync() => Gateway.DisposeAsync();
}

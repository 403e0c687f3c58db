using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>From the catalog's address to the rows, by a client that knows nothing else: icebird reads manifests and data files that others wrote the format of.</summary>
public sealed class IcebergReaderTests(IcebergFixture fixture) : IClassFixture<IcebergFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-tests-").FullName;

    [Fact]
    public async Task Catalog_WalkedByAnotherReader_LeadsToEveryArchivedRow()
    {
        await ExportAsync();

        var output = JsonNode.Parse(await NodeScript.RunAsync("read-iceberg-rest.mjs", $"{fixture.Gateway.Http.BaseAddress}iceberg", _folder))!;

        Assert.Equal(["kinesis.Orders.v2-eu", "kinesis.flights"], output.AsObject().Select(table => table.Key));
        Assert.Equal(
            """[["key0","{\"order\":0}"],["key1","{\"order\":1}"],["key2","{\"order\":2}"],["key3","{\"order\":3}"],["key4","{\"order\":4}"]]""",
            output["kinesis.Orders.v2-eu"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal(4, output["kinesis.flights"]!.AsArray().Count);
    }

    private async Task ExportAsync()
    {
        var store = fixture.Gateway.Store;
        await foreach (var info in store.ListAsync("", null, CancellationToken.None))
        {
            var path = Path.Combine(_folder, info.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, (await store.GetAsync(info.Key, null, CancellationToken.None))!.Content.ToArray());
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

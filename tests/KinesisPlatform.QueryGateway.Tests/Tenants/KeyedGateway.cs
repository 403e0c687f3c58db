using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Tenants;

/// <summary>A gateway whose keys see the stream <c>flights</c> in different ways, and <c>payroll</c> whole or not at all.</summary>
public sealed class KeyedGateway : IAsyncLifetime
{
    private static readonly string[] Ids = ["whole", "part", "masked", "none", "admin"];

    private readonly Dictionary<string, TestKey> _keys = Ids.ToDictionary(id => id, id => new TestKey(id));

    public KeyedGateway() => Gateway = new(
    [
        .. _keys["whole"].Settings(0, ("Streams:0", "*")),
        .. _keys["part"].Settings(1, ("Streams:0:Name", "flights"), ("Streams:0:Where", "partition_key = 'key1'")),
        .. _keys["masked"].Settings(2, ("Streams:0:Name", "flights"), ("Streams:0:Masks:partition_key", "'x'")),
        .. _keys["none"].Settings(3, ("Streams:0", "other-*")),
        .. _keys["admin"].Settings(4, ("MayAdminister", "true")),
    ]);

    internal GatewayHost Gateway { get; }

    internal string TokenOf(string key) => _keys[key].Token;

    public async Task InitializeAsync()
    {
        await Gateway.InitializeAsync();
        Gateway.Streams.Create("payroll", 1);
        Gateway.Streams.Put("payroll", "k", "{}");
        await Gateway.Archiver.ArchiveAsync("payroll");
    }

    public Task DisposeAsync() => Gateway.DisposeAsync();

    /// <param name="key">Null for none.</param>
    public Task<HttpResponseMessage> SendAsync(string? key, HttpMethod method, string path) => Gateway.SendAsync(method, path, key is null ? null : _keys[key].Token);

    public Task<HttpResponseMessage> AskAsync(string key, object body) => Gateway.PostAsync(body, token: _keys[key].Token);

    public async Task<(int Status, JsonElement Body)> GetAsync(string key, string path)
    {
        using var answer = await SendAsync(key, HttpMethod.Get, path);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}

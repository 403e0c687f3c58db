using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>A gateway with a Trino and keys: one sees some streams whole and some in part, one may not use engines, one may use both.</summary>
public sealed class TenantGateway : IAsyncLifetime
{
    public const string Analyst = "analyst", Other = "other", Driller = "driller";

    private readonly Dictionary<string, TestKey> _keys = new[] { Analyst, Other, Driller }.ToDictionary(id => id, id => new TestKey(id));

    public TenantGateway() => Gateway = new(
    [
        .. _keys[Analyst].Settings(0, ("Streams:0", "flights"), ("Streams:1", "web-*"), ("Streams:2:Name", "orders"), ("Streams:2:Where", "partition_key = 'a'"), ("Streams:3:Name", "masked"), ("Streams:3:Masks:json", "NULL"), ("Engines:0", "trino")),
        .. _keys[Other].Settings(1, ("Streams:0", "*")),
        .. _keys[Driller].Settings(2, ("Streams:0", "*"), ("Engines:0", "drill"), ("Engines:1", "trino")),
    ]);

    internal EngineGateway Gateway { get; }

    internal TrinoServer Trino => Gateway.Trino;

    public async Task InitializeAsync()
    {
        await Gateway.InitializeAsync();
        foreach (var stream in (string[])["web-clicks", "orders", "masked", "payroll", "hive"]) Gateway.Gateway.Streams.Create(stream, 1);
        // Whatever is sent is answered: what must not be sent shows by having been.
        Trino.On("", TrinoAnswer.Of([("x", "varchar", null)], ["answered"]));
    }

    public Task DisposeAsync() => Gateway.DisposeAsync();

    public Task<(int Status, JsonElement Body)> AskAsync(string sql, bool fresh = false, string key = Analyst, string engine = "trino") => Gateway.AskAsync(new { sql, engine, fresh }, _keys[key].Token);
}

using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.Contracts;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>A gateway with a Trino and a Drill, servers of their protocols in this process.</summary>
public sealed class EngineGateway : IAsyncLifetime
{
    private const string Section = "QueryGateway:Engines";

    private readonly (string Name, string Value)[] _settings;

    public EngineGateway() : this([]) { }

    internal EngineGateway(params (string Name, string Value)[] settings) => _settings = settings;

    internal TrinoServer Trino { get; private set; } = null!;

    internal DrillServer Drill { get; private set; } = null!;

    internal GatewayHost Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Trino = await TrinoServer.StartAsync();
        Drill = await DrillServer.StartAsync();
        Gateway = new(
        [
            ($"{Section}:Trino:Url", Trino.Address.ToString()), ($"{Section}:Trino:RetryTimeMax", "00:00:05"),
            ($"{Section}:Drill:Url", Drill.Address.ToString()), ($"{Section}:Drill:RetryTimeMax", "00:00:05"),
            .. _settings,
        ]);
        await Gateway.InitializeAsync();
        Gateway.Messages.CarriedOut = message => message is FlushArchive flush ? Gateway.Archiver.ArchiveAsync(flush.Stream, isFlush: true) : Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Trino.DisposeAsync();
        await Drill.DisposeAsync();
    }

    public async Task<(int Status, JsonElement Body)> AskAsync(object body, string? token = null)
    {
        using var answer = await Gateway.PostAsync(body, token: token);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task<JsonElement> GetAsync(string path) => Gateway.Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Asks until what is told is so, for two minutes at most.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 4800; i++)
        {
            if (await isSo()) return;
            await Task.Delay(25);
        }
        Assert.Fail("It did not come to it.");
    }

    internal static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    internal static string Detail(JsonElement problem) => problem.GetProperty("detail").GetString()!;
}

namespace KinesisPlatform.TestKit;

/// <summary>npm dynalite: a DynamoDB that others wrote, in a process of its own and in memory.</summary>
public sealed class Dynalite : IAsyncDisposable
{
    private readonly NodeProcess _process;

    private Dynalite(NodeProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public Uri Endpoint { get; }

    public static async Task<Dynalite> StartAsync()
    {
        var port = LoopbackPort.Find();
        var endpoint = new Uri($"http://127.0.0.1:{port}");
        return new(await NodeProcess.StartServerAsync("dynalite/cli.js", endpoint, new Dictionary<string, string>(), "--host", "127.0.0.1", "--port", $"{port}", "--createTableMs", "0"), endpoint);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

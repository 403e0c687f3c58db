namespace KinesisPlatform.TestKit;

/// <summary>npm fauxqs: an SQS that others wrote, in a process of its own.</summary>
public sealed class Fauxqs : IAsyncDisposable
{
    private readonly NodeProcess _process;

    private Fauxqs(NodeProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public Uri Endpoint { get; }

    public static async Task<Fauxqs> StartAsync()
    {
        var port = LoopbackPort.Find();
        var environment = new Dictionary<string, string> { ["FAUXQS_PORT"] = $"{port}", ["FAUXQS_LOGGER"] = "false" };
        var endpoint = new Uri($"http://127.0.0.1:{port}");
        return new(await NodeProcess.StartServerAsync("fauxqs/dist/cli.js", endpoint, environment), endpoint);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

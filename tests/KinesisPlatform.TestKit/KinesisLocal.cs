namespace KinesisPlatform.TestKit;

/// <summary>npm kinesis-local: a Kinesis that others wrote, in a process of its own.</summary>
public sealed class KinesisLocal : IAsyncDisposable
{
    private readonly NodeProcess _process;

    private KinesisLocal(NodeProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public Uri Endpoint { get; }

    public static async Task<KinesisLocal> StartAsync()
    {
        var port = LoopbackPort.Find();
        var environment = new Dictionary<string, string>
        {
            ["KINESIS_MOCK_PLAIN_PORT"] = $"{port}",
            ["KINESIS_MOCK_TLS_PORT"] = $"{LoopbackPort.Find()}",
            // It looks for its certificate in the working directory otherwise, and does not start without.
            ["KINESIS_MOCK_CERT_PATH"] = Path.Combine(NodeProcess.ModulesFolder, "kinesis-local", "server.json"),
            ["LOG_LEVEL"] = "ERROR",
            ["SHARD_LIMIT"] = "500",
        };
        foreach (var operation in (string[])["CREATE_STREAM", "DELETE_STREAM", "SPLIT_SHARD", "MERGE_SHARDS", "UPDATE_SHARD_COUNT"])
            environment[$"{operation}_DURATION"] = "10ms";
        var endpoint = new Uri($"http://127.0.0.1:{port}");
        return new(await NodeProcess.StartServerAsync("kinesis-local/main.js", endpoint, environment), endpoint);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

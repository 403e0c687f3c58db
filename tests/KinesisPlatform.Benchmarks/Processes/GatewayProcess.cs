using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>The query-gateway's own program in a process of its own, with its workers: what a user runs.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QueryPatience = TimeSpan.FromMinutes(10);

    private readonly Process _process = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-benchmark-");
    private readonly HttpClient _client;

    private GatewayProcess(Uri aws, IEnumerable<KeyValuePair<string, string>> settings)
    {
        _client = new() { BaseAddress = new($"http://127.0.0.1:{NodeProcess.FreePort()}"), Timeout = QueryPatience + StartPatience };
        _process.StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.QueryGateway.dll")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = _client.BaseAddress.AbsoluteUri, ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test",
            // Its port may be another gateway's, and there are several here.
            ["Postgres__Enabled"] = "false",
            ["ObjectStore__Bucket"] = "benchmark", ["Sql__CacheFolder"] = _folder.FullName, ["Logging__LogLevel__Default"] = "Warning",
        }.Concat(settings)) _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
    }

    /// <summary>CPU time of the gateway and all its workers, ended ones included.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(ProcessTreeCpu.Seconds(_process.Id));

    /// <param name="settings">As environment variables name them, such as <c>Streams__Reading</c>.</param>
    public static async Task<GatewayProcess> StartAsync(Uri aws, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        var gateway = new GatewayProcess(aws, settings);
        try
        {
            gateway._process.Start();
            gateway._process.BeginOutputReadLine();
            await gateway.WaitAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            gateway.Dispose();
            throw;
        }
    }

    /// <returns>As <c>POST /sql</c> answers: <c>rows</c> and <c>stats</c> among others.</returns>
    /// <exception cref="InvalidOperationException">The query failed.</exception>
    public async Task<JsonElement> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync("/sql", new { sql, timeoutSeconds = QueryPatience.TotalSeconds }, cancellationToken);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartPatience && !_process.HasExited)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, cancellationToken);
        }
        throw new InvalidOperationException($"The query-gateway did not answer within {StartPatience}.");
    }
}

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>The replay-coordinator's own program in a process of its own, with its query workers: what a user runs.</summary>
internal sealed class CoordinatorProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60), ReplayPatience = TimeSpan.FromMinutes(30);

    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-benchmark-");
    private readonly HttpClient _client;

    private CoordinatorProcess(Process process, Uri address) => (_process, _client) = (process, new() { BaseAddress = address });

    /// <summary>Spent until now, workers included.</summary>
    public double CpuSeconds => ProcessTreeCpu.Seconds(_process.Id);

    /// <param name="shardShare">Of what Kinesis grants a shard, above 1 where the emulator grants more.</param>
    public static async Task<CoordinatorProcess> StartAsync(Uri aws, double shardShare, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{NodeProcess.FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.ReplayCoordinator.dll")]) { RedirectStandardOutput = true };
        var process = new CoordinatorProcess(new() { StartInfo = start }, address);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address.AbsoluteUri, ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["ObjectStore__Bucket"] = "benchmark", ["Sql__CacheFolder"] = process._folder.FullName, ["Logging__LogLevel__Default"] = "Warning",
            ["Streams__Producer__ShardShare"] = shardShare.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }) start.Environment[name] = value;
        process._process.Start();
        process._process.OutputDataReceived += (_, line) => { if (line.Data is not null) Console.Error.WriteLine(line.Data); };
        process._process.BeginOutputReadLine();
        await process.WaitAsync(cancellationToken);
        return process;
    }

    /// <returns>Where the replay is.</returns>
    public async Task<string> PostAsync(object request, CancellationToken cancellationToken)
    {
        using var posted = await _client.PostAsJsonAsync("/replays", request, cancellationToken);
        if (!posted.IsSuccessStatusCode) throw new InvalidOperationException(await posted.Content.ReadAsStringAsync(cancellationToken));
        return posted.Headers.Location!.ToString();
    }

    /// <returns>The replay, done.</returns>
    public Task<JsonElement> FinishAsync(string location, CancellationToken cancellationToken) => UntilAsync(location, view => view.GetProperty("state").GetString() == "done", cancellationToken);

    public async Task<JsonElement> UntilAsync(string location, Func<JsonElement, bool> holds, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < ReplayPatience)
        {
            var view = await _client.GetFromJsonAsync<JsonElement>(location, cancellationToken);
            if (holds(view)) return view;
            if (view.GetProperty("state").GetString() == "failed") throw new InvalidOperationException($"The replay failed: {view.GetRawText()}");
            await Task.Delay(200, cancellationToken);
        }
        throw new InvalidOperationException($"The replay took longer than {ReplayPatience}.");
    }

    public async Task CancelAsync(string location, CancellationToken cancellationToken)
    {
        (await _client.PostAsync(new Uri($"{location}/cancel", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();
        await UntilAsync(location, view => view.GetProperty("state").GetString() == "cancelled", cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
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
                using var answer = await _client.GetAsync(new Uri("/replays", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, cancellationToken);
        }
        throw new InvalidOperationException($"The replay-coordinator did not answer within {StartPatience}.");
    }
}

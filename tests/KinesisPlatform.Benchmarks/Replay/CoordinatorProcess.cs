using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>The replay-coordinator as a process of its own.</summary>
internal sealed class CoordinatorProcess : IDisposable
{
    private static readonly TimeSpan ReplayPatience = TimeSpan.FromMinutes(30), RequestPatience = TimeSpan.FromSeconds(100);

    private readonly ServiceProcess _service;

    private CoordinatorProcess(ServiceProcess service) => _service = service;

    /// <inheritdoc cref="ServiceProcess.CpuSeconds"/>
    public double CpuSeconds => _service.CpuSeconds;

    /// <inheritdoc cref="ServiceProcess.CompilerSeconds"/>
    public double CompilerSeconds => _service.CompilerSeconds;

    /// <param name="shardShare">Of what Kinesis grants a shard, above 1 where the emulator grants more.</param>
    public static async Task<CoordinatorProcess> StartAsync(Uri aws, double shardShare, CancellationToken cancellationToken) => new(await ServiceProcess.StartAsync(
        "KinesisPlatform.ReplayCoordinator.dll", aws, [new("Streams__Producer__ShardShare", shardShare.ToString(CultureInfo.InvariantCulture))], "/replays", RequestPatience, cancellationToken));

    /// <returns>Where the replay is.</returns>
    public async Task<string> PostAsync(object request, CancellationToken cancellationToken)
    {
        using var posted = await _service.Http.PostAsJsonAsync("/replays", request, cancellationToken);
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
            var view = await _service.Http.GetFromJsonAsync<JsonElement>(location, cancellationToken);
            if (holds(view)) return view;
            if (view.GetProperty("state").GetString() == "failed") throw new InvalidOperationException($"The replay failed: {view.GetRawText()}");
            await Task.Delay(200, cancellationToken);
        }
        throw new InvalidOperationException($"The replay took longer than {ReplayPatience}.");
    }

    public async Task CancelAsync(string location, CancellationToken cancellationToken)
    {
        (await _service.Http.PostAsync(new Uri($"{location}/cancel", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();
        await UntilAsync(location, view => view.GetProperty("state").GetString() == "cancelled", cancellationToken);
    }

    public void Dispose() => _service.Dispose();
}

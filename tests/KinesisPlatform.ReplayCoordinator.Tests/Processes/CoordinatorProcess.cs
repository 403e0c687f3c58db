using System.Diagnostics;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Processes;

/// <summary>The coordinator's own program in a process of its own, on a free port.</summary>
internal sealed class CoordinatorProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private CoordinatorProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public HttpClient Client { get; } = new();

    /// <summary>What it said last.</summary>
    public string LastLines
    {
        get { lock (_lines) return string.Join(Environment.NewLine, _lines.TakeLast(30)); }
    }

    public static async Task<CoordinatorProcess> StartAsync(Uri aws, string folder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}");
        var start = new ProcessStartInfo("dotnet", [typeof(ReplayOptions).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ASPNETCORE_URLS"] = address.AbsoluteUri,
            ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Sql__CacheFolder"] = folder,
        }) start.Environment[name] = value;
        var process = new CoordinatorProcess(start);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        process.Client.BaseAddress = address;
        await process.WaitAsync();
        return process;
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Client.Dispose();
    }

    private async Task WaitAsync()
    {
        using var patience = new CancellationTokenSource(StartPatience);
        while (true)
        {
            try
            {
                using var answer = await Client.GetAsync(new Uri("/replays", UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The coordinator did not start:\n{LastLines}", e);
            }
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
    }
}

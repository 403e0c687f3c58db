using System.Diagnostics;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>A service's own program in a process of its own, with its workers: what a user runs.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("service-benchmark-");

    private ServiceProcess(string program, Uri aws, IEnumerable<KeyValuePair<string, string>> settings, TimeSpan timeout)
    {
        Http = new() { BaseAddress = new($"http://127.0.0.1:{LoopbackPort.Find()}"), Timeout = timeout };
        _process.StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program)]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Http.BaseAddress.AbsoluteUri, ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["ObjectStore__Bucket"] = "benchmark", ["Sql__CacheFolder"] = _folder.FullName, ["Logging__LogLevel__Default"] = "Warning",
        }.Concat(settings)) _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
    }

    public HttpClient Http { get; }

    /// <summary>CPU time of the service and all its workers, ended ones included.</summary>
    public double CpuSeconds => ProcessTreeCpu.Seconds(_process.Id);

    /// <inheritdoc cref="ProcessTreeCpu.CompilerSeconds"/>
    public double CompilerSeconds => ProcessTreeCpu.CompilerSeconds(_process.Id);

    /// <param name="program">Its file, beside this program's.</param>
    /// <param name="settings">As environment variables name them, such as <c>Streams__Reading</c>.</param>
    /// <param name="ready">A path that is answered once the service can be used.</param>
    /// <param name="timeout">Of a request.</param>
    public static async Task<ServiceProcess> StartAsync(
        string program, Uri aws, IEnumerable<KeyValuePair<string, string>> settings, string ready, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var service = new ServiceProcess(program, aws, settings, timeout);
        try
        {
            service._process.Start();
            service._process.BeginOutputReadLine();
            await service.WaitAsync(program, ready, cancellationToken);
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
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
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync(string program, string ready, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartPatience && !_process.HasExited)
        {
            try
            {
                using var answer = await Http.GetAsync(new Uri(ready, UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, cancellationToken);
        }
        throw new InvalidOperationException($"{program} did not answer within {StartPatience}.");
    }
}

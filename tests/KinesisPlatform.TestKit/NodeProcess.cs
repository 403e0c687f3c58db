using System.Collections.Concurrent;
using System.Diagnostics;

namespace KinesisPlatform.TestKit;

/// <summary>A Node.js program from the packages in tests/npm. It ends with this object, and with the test process however that ends.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    // The child's standard input closes when the test process is gone.
    private const string Guard = "process.stdin.on('end',()=>process.exit()).resume();import(require('url').pathToFileURL(process.argv[1]));";
    private const int OutputLinesMax = 200;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private NodeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Folder of the packages.</summary>
    public static string ModulesFolder { get; } = Path.Combine(RepositoryFolder.TestNpm, "node_modules");

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it wrote to either output, for a test's message.</summary>
    public string Output => string.Join(Environment.NewLine, _output);

    /// <param name="script">A script below <see cref="ModulesFolder"/>, such as <c>kinesis-local/main.js</c>.</param>
    public static NodeProcess Start(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var path = Path.Combine(ModulesFolder, script);
        if (!File.Exists(path)) throw new InvalidOperationException($"{path} is not there: run npm ci in tests/npm.");
        var start = new ProcessStartInfo("node", ["-e", Guard, path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Starts a server and waits until it answers; one that does not is ended.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="WaitForHttpAsync"/>.</exception>
    public static async Task<NodeProcess> StartServerAsync(string script, Uri endpoint, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = Start(script, environment, arguments);
        try
        {
            await process.WaitForHttpAsync(endpoint, StartTimeout);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the URL until anything answers.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or did not answer in time; with its output.</exception>
    public async Task WaitForHttpAsync(Uri url, TimeSpan timeout)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var started = Stopwatch.StartNew();
        while (started.Elapsed < timeout && !HasExited)
        {
            try
            {
                using var response = await client.GetAsync(url);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException($"No answer from {url} within {timeout}{(HasExited ? $", the program ended with {_process.ExitCode}" : "")}. Its output: {Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > OutputLinesMax) _output.TryDequeue(out _);
    }
}

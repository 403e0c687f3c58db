using System.Diagnostics;
using System.Text;

namespace KinesisPlatform.TestKit;

/// <summary>A program of this repository as a process of its own, with none of this machine's settings for it or for AWS.</summary>
public sealed class DotnetProcess : IDisposable
{
    /// <summary>For whatever a test waits for of such a program. Nothing is measured by it: it ends what hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();
    private readonly Task _errorRead;
    private TaskCompletionSource _errorGrew = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="assembly">The program's file name: it lies beside the test's own.</param>
    public DotnetProcess(string assembly, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. args]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("KP_", StringComparison.Ordinal) || name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Path.GetTempPath(), "no-configuration");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = Process.Start(start)!;
        (_output, _errorRead) = (_process.StandardOutput.ReadToEndAsync(), ReadErrorAsync());
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>SIGTERM. A test run that was put into the background has SIGINT ignored, and so have its children.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends when the program has written a text to stderr.</summary>
    public async Task WaitForErrorAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task grew;
            lock (_error)
            {
                if (_error.ToString().Contains(text, StringComparison.Ordinal)) return;
                grew = _errorGrew.Task;
            }
            await grew.WaitAsync(limit.Token);
        }
    }

    public async Task<DotnetRun> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _errorRead;
        return new(_process.ExitCode, await _output, _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardError.ReadAsync(buffer) is var count and > 0)
        {
            lock (_error)
            {
                _error.Append(buffer, 0, count);
                _errorGrew.SetResult();
                _errorGrew = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}

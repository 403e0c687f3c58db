using System.Diagnostics;
using KinesisPlatform.Cli.Doctor;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>A program that forwards ports until it is stopped. What it says is kept for the case that it fails, and is shown to nobody otherwise.</summary>
internal sealed class ForwardingProcess : IDisposable
{
    private const int KeptLinesMax = 20;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _said = new();

    private ForwardingProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <exception cref="KpException">Usage: the program is not installed.</exception>
    public static ForwardingProcess Start(string program, IEnumerable<string> args, string remedy)
    {
        if (LocalChecks.FindProgram(program) is not { } path) throw new KpException(ExitCode.Usage, $"{program} is not found in PATH.") { Hint = remedy };
        var start = new ProcessStartInfo(path, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new(Process.Start(start)!);
    }

    /// <summary>Ends when the program does, which it does not by itself as long as all is well.</summary>
    public async Task<KpException> FailAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        lock (_said)
            return new(ExitCode.Failed, $"{Path.GetFileName(_process.StartInfo.FileName)} ended with exit code {_process.ExitCode}: the ports are not forwarded any more.") { Details = [.. _said] };
    }

    /// <summary>Asks it to end, so that it can close its session at the other side, and ends it where it does not.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        if (!OperatingSystem.IsWindows())
        {
            // SIGTERM reaches also what Ctrl-C, which a terminal sends to all of them, has not.
            using var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{_process.Id}"]) { RedirectStandardError = true });
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // It does not.
            }
        }
        _process.Kill(entireProcessTree: true);
    }

    public void Dispose() => _process.Dispose();

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_said)
        {
            _said.Enqueue(Printable.Of(line));
            if (_said.Count > KeptLinesMax) _said.Dequeue();
        }
    }
}

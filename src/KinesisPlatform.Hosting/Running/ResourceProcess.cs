using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>A running program whose output is read line by line and which ends with its host.</summary>
internal sealed class ResourceProcess : IAsyncDisposable
{
    /// <summary>A grandchild may hold the output open after the program's end. Long enough for a busy machine to read what is there: it tells why a program failed.</summary>
    private static readonly TimeSpan LastOutputMax = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly bool _guarded;
    private readonly TimeProvider _time;

    private ResourceProcess(Process process, bool guarded, TimeProvider time, Action<string> onLine)
    {
        _process = process;
        _guarded = guarded;
        _time = time;
        Exit = WaitForExitAsync(Task.WhenAll(PumpAsync(process.StandardOutput, onLine), PumpAsync(process.StandardError, onLine)));
    }

    /// <summary>The exit code, once the program has ended and its output is read.</summary>
    public Task<int> Exit { get; }

    /// <exception cref="DistributedApplicationException">The program is not there or may not be run.</exception>
    public static ResourceProcess Start(ProcessLaunch launch, TimeProvider time, Action<string> onLine)
    {
        var start = new ProcessStartInfo(launch.FileName, launch.Arguments)
        {
            WorkingDirectory = launch.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in launch.Environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        if (ProcessGuard.IsAvailable) ProcessGuard.Apply(start);
        try
        {
            return new(Process.Start(start)!, ProcessGuard.IsAvailable, time, onLine);
        }
        catch (Win32Exception exception)
        {
            throw new DistributedApplicationException($"{launch.FileName} cannot be started: {exception.Message}. Is it installed and on the PATH?", exception);
        }
    }

    /// <summary>Asks the program to end, and ends it by force after the grace period.</summary>
    public async Task StopAsync()
    {
        if (Exit.IsCompleted) return;
        if (_guarded) _process.StandardInput.Close();
        else if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);
        else await TerminateAsync();
        await Exit;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static async Task PumpAsync(StreamReader output, Action<string> onLine)
    {
        while (await output.ReadLineAsync() is { } line) onLine(line);
    }

    private async Task<int> WaitForExitAsync(Task output)
    {
        await _process.WaitForExitAsync();
        await output.WaitAsync(LastOutputMax, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }

    private async Task TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        try
        {
            await Exit.WaitAsync(TimeSpan.FromSeconds(ProcessGuard.GraceSeconds), _time);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}

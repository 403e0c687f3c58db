using System.Diagnostics;

namespace KinesisPlatform.Archiver.Tests.Processes;

/// <summary>The archiver's own program in a process of its own.</summary>
internal sealed class ArchiverProcess : IDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _archiving = new(0);
    private readonly List<string> _lines = [];

    private ArchiverProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _archiving.Release();
    }

    /// <summary>What it said last.</summary>
    public string LastLines
    {
        get { lock (_lines) return string.Join(Environment.NewLine, _lines.TakeLast(20)); }
    }

    public bool HasExited => _process.HasExited;

    public static ArchiverProcess Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.Archiver.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = new ArchiverProcess(start);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Until it has taken up the stream, or has ended.</summary>
    public Task<bool> WaitForArchivingAsync(TimeSpan patience) => _archiving.WaitAsync(patience);

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        // With what it wrote: nobody listens any more afterwards.
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _archiving.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
        if (line.Contains("Archiving killed,", StringComparison.Ordinal)) _archiving.Release();
    }
}

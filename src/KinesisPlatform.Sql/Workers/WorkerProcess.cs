using System.Diagnostics;
using System.Text;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One worker process, good for one query. Disposing ends it, whatever it does.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int DiagnosticsCharsMax = 4096;

    private readonly Process _process;
    private readonly StringBuilder _diagnostics = new();
    private bool _isReady;

    private WorkerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What the process wrote to standard error, as much as is kept.</summary>
    public string Diagnostics
    {
        get
        {
            lock (_diagnostics) return _diagnostics.ToString();
        }
    }

    /// <exception cref="PlatformException">Internal: the program could not be started.</exception>
    public static WorkerProcess Start(SqlOptions options)
    {
        var start = WorkerCommand.For(options);
        try
        {
            return new(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new PlatformException(FailureKind.Internal, $"The worker program '{start.FileName}' could not be started; set {SqlOptions.SectionName}:WorkerPath.", exception);
        }
    }

    public ValueTask SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Guard(() => Frames.WriteAsync(_process.StandardInput.BaseStream, kind, payload, cancellationToken));

    /// <summary>Sends what is buffered and waits until the worker has started.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_isReady) return;
        var (kind, _) = await ReadRawAsync(cancellationToken);
        if (kind != FrameKind.Ready) throw Ended($"sent {kind} at its start");
        _isReady = true;
    }

    public async Task FlushAsync(CancellationToken cancellationToken) =>
        await Guard(async () => await _process.StandardInput.BaseStream.FlushAsync(cancellationToken));

    /// <summary>The worker's next answer.</summary>
    /// <exception cref="PlatformException">Invalid: the process ended, which a query that uses up its memory or CPU time makes it do.</exception>
    public async Task<(FrameKind Kind, byte[] Payload)> ReadAsync(CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken);
        return await ReadRawAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException) { /* It has gone by itself. */ }
        _process.Dispose();
    }

    private async Task<(FrameKind Kind, byte[] Payload)> ReadRawAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Frames.ReadAsync(_process.StandardOutput.BaseStream, cancellationToken) ?? throw Ended("closed its output");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Ended("broke off", exception);
        }
    }

    private static async ValueTask Guard(Func<ValueTask> write)
    {
        try
        {
            await write();
        }
        catch (IOException exception)
        {
            throw Ended("closed its input", exception);
        }
    }

    private static PlatformException Ended(string how, Exception? cause = null) =>
        new(FailureKind.Invalid, $"The query's process {how}: most likely it used more memory or CPU time than one query may. Select fewer columns, a shorter time range or fewer groups.", cause);

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_diagnostics)
        {
            if (_diagnostics.Length < DiagnosticsCharsMax) _diagnostics.AppendLine(line);
        }
    }
}

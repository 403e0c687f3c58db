using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One worker process. Disposing ends it, whatever it does.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int DiagnosticsCharsMax = 4096;

    private readonly Process _process;
    private readonly StringBuilder _diagnostics = new();

    private WorkerProcess(Process process, WorkerFolder folder)
    {
        (_process, Folder) = (process, folder);
        Id = process.Id;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        Ready = ReadReadyAsync();
    }

    public int Id { get; }

    public WorkerFolder Folder { get; }

    /// <summary>Completes when the worker takes a plan, at its start and after each; faulted (Internal) when it ended instead.</summary>
    public Task<WorkerReady> Ready { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Statements it was given.</summary>
    public int UseCount { get; private set; }

    /// <summary>Whose statements it runs; null before the first.</summary>
    public string? Tenant { get; private set; }

    /// <summary>When its last statement ended.</summary>
    public DateTimeOffset IdleSince { get; set; }

    /// <summary>What the process wrote to standard error, as much as is kept.</summary>
    public string Diagnostics
    {
        get
        {
            lock (_diagnostics) return _diagnostics.ToString();
        }
    }

    /// <param name="rehearses">As <see cref="WorkerSettings.Rehearses"/>.</param>
    /// <exception cref="PlatformException">Internal: the program could not be started, or has no folder.</exception>
    public static WorkerProcess Start(SqlOptions options, LocalFolder folder, bool rehearses)
    {
        var start = WorkerCommand.For(options);
        WorkerFolder? own = null;
        WorkerProcess? worker = null;
        try
        {
            own = new WorkerFolder(folder.CreateTemporary());
            var settings = WorkerSettings.Of(options, folder, own, rehearses);
            worker = new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("No process was started."), own);
            // Fits the pipe, so that it does not wait for the process to read.
            var frame = Frames.Of(FrameKind.Settings, JsonSerializer.SerializeToUtf8Bytes(settings, WorkerJson.Default.WorkerSettings));
            worker._process.StandardInput.BaseStream.Write(frame);
            worker._process.StandardInput.BaseStream.Flush();
            return worker;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // It has the folder.
            if (worker is not null) _ = worker.DisposeAsync().AsTask();
            else own?.Dispose();
            throw new PlatformException(FailureKind.Internal, $"No query worker could be started: {exception.Message} Its program is '{start.FileName}' ({SqlOptions.SectionName}:WorkerPath); it has a folder of its own in {folder.Path} ({SqlOptions.SectionName}:CacheFolder).", exception);
        }
    }

    /// <summary>Gives the worker to a tenant, once more or for ever: it never runs anybody else's statements after.</summary>
    public void Use(string tenant)
    {
        if (Tenant is not null && Tenant != tenant) throw new InvalidOperationException("A worker runs the statements of one tenant only.");
        Tenant = tenant;
        UseCount++;
    }

    public ValueTask SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Guard(() => Frames.WriteAsync(_process.StandardInput.BaseStream, kind, payload, cancellationToken));

    public async Task FlushAsync(CancellationToken cancellationToken) =>
        await Guard(async () => await _process.StandardInput.BaseStream.FlushAsync(cancellationToken));

    /// <summary>The worker's next answer to its plan.</summary>
    /// <exception cref="PlatformException">Invalid: the process ended, which a query that uses up its memory or CPU time makes it do.</exception>
    public async Task<(FrameKind Kind, byte[] Payload)> ReadAsync(CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(cancellationToken);
        try
        {
            return await Frames.ReadAsync(_process.StandardOutput.BaseStream, cancellationToken) ?? throw Ended("closed its output");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Ended("broke off", exception);
        }
    }

    /// <summary>Its answer is complete: the next frame says that it is ready again.</summary>
    public void Rest()
    {
        Folder.Clear();
        Ready = ReadReadyAsync();
    }

    /// <summary>Ends the process at once, without waiting for its end.</summary>
    public void Kill()
    {
        try { _process.Kill(); }
        catch (InvalidOperationException) { /* It has gone by itself. */ }
        catch (System.ComponentModel.Win32Exception) { /* It is going. */ }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Folder.Dispose();
    }

    private async Task<WorkerReady> ReadReadyAsync()
    {
        try
        {
            while (true)
            {
                switch (await Frames.ReadAsync(_process.StandardOutput.BaseStream, CancellationToken.None))
                {
                    case (FrameKind.Ready, var payload): return JsonSerializer.Deserialize(payload, WorkerJson.Default.WorkerReady)!;
                    // Of the statement before, while its instance was being closed.
                    case (FrameKind.Progress, _): break;
                    default: throw new InvalidDataException("Not ready.");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            throw new PlatformException(FailureKind.Internal, "The query's process ended before it was given the query. The service's log has what it said.", exception);
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

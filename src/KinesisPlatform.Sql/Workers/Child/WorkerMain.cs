using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A worker process from start to end: one statement after the other, of one tenant.</summary>
internal static partial class WorkerMain
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    // fcntl(2), F_SETPIPE_SZ: a frame and some more, so that neither side waits for the other within each. A pipe that the system leaves smaller does as well.
    private const int StandardOutput = 1, SetPipeSize = 1031, PipeBytes = 256 << 10;

    public static int Run()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // Nothing else may write between the frames.
        Console.SetOut(TextWriter.Null);
        if (OperatingSystem.IsLinux()) _ = Control(StandardOutput, SetPipeSize, PipeBytes);
        if (RequestReader.ReadSettings(input) is not { } settings) return 0;

        ProcessSandbox sandbox;
        WorkerInstance instance;
        using (var rehearsal = settings.Rehearses ? new Rehearsal(settings) : null)
        {
            sandbox = ProcessSandbox.Enter(settings);
            instance = WorkerInstance.Open(settings);
            rehearsal?.Run(instance, sandbox);
        }
        using var requests = new BlockingCollection<WorkerRequest>(boundedCapacity: 1);
        Read(input, requests);
        try
        {
            Tell(output, sandbox);
            foreach (var request in requests.GetConsumingEnumerable())
            {
                if (instance.IsLocked && request.Plan.NeedsInstanceOfItsOwn) instance = instance.Renew();
                // Nothing of one statement's answer may be in the next one's.
                using var results = new ResultWriter(output);
                var session = WorkerSession.Start(instance, settings, sandbox, request, results);
                while (!session.Join(ProgressInterval)) results.Report(new(session.Percent, results.RowTotal, ProcessMemory.ResidentBytes()));
                if (!session.IsHarmless) return 0;
                if (!session.IsClean || instance.IsUsedUp) instance = instance.Renew();
                Tell(output, sandbox);
            }
        }
        catch (IOException)
        {
            // The engine no longer reads.
        }
        return 0;
    }

    private static void Tell(Stream output, ProcessSandbox sandbox)
    {
        var ready = new WorkerReady(sandbox.Missing);
        output.Write(Frames.Of(FrameKind.Ready, JsonSerializer.SerializeToUtf8Bytes(ready, WorkerJson.Default.WorkerReady)));
        output.Flush();
    }

    /// <summary>
    /// Reads as long as the process lives: a worker whose engine is gone must not go on working, and the pipe's end is the signal, also when the engine was killed.
    /// </summary>
    private static void Read(Stream input, BlockingCollection<WorkerRequest> requests)
    {
        var reader = new Thread(() =>
        {
            try
            {
                while (RequestReader.Read(input) is { } request) requests.Add(request);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
            {
                Console.Error.WriteLine(exception.Message);
            }
            ExitAtOnce();
        })
        { IsBackground = true, Name = "engine" };
        reader.Start();
    }

    // Without waiting for DuckDB's threads.
    private static void ExitAtOnce()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) Exit(0);
        Environment.Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}

using System.Text.Json;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A worker process from start to end: one database, one statement.</summary>
internal static class WorkerMain
{
    private const int StackBytes = 16 << 20;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // Nothing else may write between the frames.
        Console.SetOut(TextWriter.Null);

        using var session = WorkerSession.Open();
        await Frames.WriteAsync(output, FrameKind.Ready, default, CancellationToken.None);
        await output.FlushAsync();
        if (await ReadRequestAsync(input) is not { } request) return 0;

        ExitWhenClosed(input);
        using var results = new ResultWriter(output);
        var query = new Thread(() => Run(session, request, results), StackBytes) { Name = "query" };
        query.Start();
        while (!query.Join(ProgressInterval)) Report(session, results);
        return 0;
    }

    private static void Run(WorkerSession session, WorkerRequest request, ResultWriter results)
    {
        try
        {
            session.Run(request, results);
            results.End();
        }
        catch (DuckDbException exception)
        {
            results.Fail(WorkerFailure.Describe(exception));
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException or OutOfMemoryException or FormatException)
        {
            results.Fail(new(exception.Message, IsInternal: exception is not (NotSupportedException or OutOfMemoryException)));
        }
        catch (IOException)
        {
            // The engine no longer reads: it has what it wanted, or is gone.
        }
    }

    private static void Report(WorkerSession session, ResultWriter results)
    {
        try { results.Report(new(session.Percent, results.RowTotal, ProcessMemory.ResidentBytes())); }
        catch (IOException) { /* The engine no longer reads; the query finds out for itself. */ }
    }

    /// <returns>Null when the engine closed the pipe instead: a spare that was not needed.</returns>
    private static async Task<WorkerRequest?> ReadRequestAsync(Stream input)
    {
        WorkerPlan? plan = null;
        object?[] parameters = [];
        var live = new Dictionary<int, List<LiveRow>>();
        while (await Frames.ReadAsync(input, CancellationToken.None) is var (kind, payload))
        {
            switch (kind)
            {
                case FrameKind.Plan:
                    plan = JsonSerializer.Deserialize<WorkerPlan>(payload);
                    break;
                case FrameKind.Parameters:
                    parameters = ReadParameters(payload);
                    break;
                case FrameKind.Live:
                    var index = BitConverter.ToInt32(payload);
                    if (!live.TryGetValue(index, out var rows)) live[index] = rows = [];
                    LiveFrame.Read(payload, rows);
                    break;
                case FrameKind.Run when plan is not null:
                    return new(plan, parameters, live);
                default:
                    throw new InvalidDataException($"A frame of kind {kind} was not expected.");
            }
        }
        return null;
    }

    private static object?[] ReadParameters(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload));
        return (object?[])ValueCodec.Read(reader)!;
    }

    /// <summary>A worker whose engine is gone must not go on working: the pipe's end is the signal, also when the engine was killed.</summary>
    private static void ExitWhenClosed(Stream input)
    {
        var watcher = new Thread(() =>
        {
            var buffer = new byte[1];
            try
            {
                while (input.Read(buffer) > 0) { }
            }
            catch (IOException) { }
            catch (ObjectDisposedException)
            {
                return;
            }
            ProcessLimits.ExitAtOnce();
        })
        { IsBackground = true, Name = "engine watcher" };
        watcher.Start();
    }
}

using System.CommandLine;
using System.Globalization;
using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Archives;

/// <summary><c>kp archive flush STREAM</c>: everything that arrived before now is committed, or the command says what is not.</summary>
internal static class FlushCommand
{
    // Answers come at least so often: what is between cuts no connection, and Ctrl-C finds nothing half done.
    private const int WaitSeconds = 10;

    public static Command Create(Interruption interruption)
    {
        var name = StreamArgument.Create("stream", "The stream whose records are to be committed.");
        var timeout = DurationOption.Create("--timeout", "How long to wait for the commit.", TimeSpan.FromMinutes(2));
        return new Command("flush", "Commit everything that arrived on a stream before now, and wait until it is in the table.").With(name, timeout)
            .Does(interruption, (context, cancellationToken) => FlushAsync(context, context.Parsed.GetRequiredValue(name), context.Parsed.GetValue(timeout), cancellationToken));
    }

    private static async Task<int> FlushAsync(KpContext context, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        try
        {
            var (result, added) = await WorkProgress.ShowAsync(context.Terminal, context.Time, $"flushing {name}", report => WaitAsync(context, name, timeout, started, report, cancellationToken));
            if (context.IsJson) return ExitCode.Done;
            context.Terminal.Out.WriteLine(
                $"{name}: {(added == 0 ? "nothing was left to commit" : $"{Shown.Counted(added, "record")} committed")}; everything that arrived before {Shown.Time(result.UpTo)} is in version {result.TableVersion}, {Shown.Counted(result.ArchivedRecords, "record")} in all.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Note($"The archiver of {name} goes on with the flush; nothing is half done. 'kp archive status {name}' shows when it is committed.");
            throw;
        }
        catch (KpException error)
        {
            throw await StreamNames.ExplainAsync(error, name, context.Gateway, cancellationToken);
        }
    }

    private static async Task<(FlushResult Result, long Added)> WaitAsync(KpContext context, string name, TimeSpan timeout, long started, Action<WorkStep> report, CancellationToken cancellationToken)
    {
        DateTimeOffset? upTo = null;
        long? before = null;
        while (true)
        {
            var left = timeout - context.Time.GetElapsedTime(started);
            var wait = (int)Math.Clamp(Math.Ceiling(left.TotalSeconds), 0, WaitSeconds);
            var query = string.Create(CultureInfo.InvariantCulture, $"streams/{Uri.EscapeDataString(name)}/flush?waitSeconds={wait}") + (upTo is { } time ? $"&upTo={Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture))}" : "");
            var answer = await context.Archiver.SendAsync(HttpMethod.Post, query, null, cancellationToken);
            var result = context.Archiver.Read(answer, KpJson.Default.FlushResult);
            // The same moment each time: what arrives meanwhile would otherwise be waited for without end.
            upTo ??= result.UpTo;
            before ??= result.ArchivedRecords - result.AddedRecords;
            if (result.IsCommitted)
            {
                if (context.IsJson) context.Terminal.WriteJson(answer);
                return (result, result.ArchivedRecords - before.Value);
            }
            if (context.Time.GetElapsedTime(started) >= timeout) throw NotInTime(name, timeout, result);
            report(new(null, $"{Shown.Counted(result.ShardsBehind.Count, "shard")} behind"));
        }
    }

    private static KpException NotInTime(string name, TimeSpan timeout, FlushResult result) => new(
        ExitCode.TimedOut, $"Not everything that arrived on {name} before {Shown.Time(result.UpTo)} is committed after {Shown.Duration(timeout)}: {Shown.Counted(result.ShardsBehind.Count, "shard")} behind, such as {result.ShardsBehind[0]}.")
    {
        Hint = $"The archiver goes on with it. 'kp archive status {name}' shows how far it is, and why it may not get on.",
    };
}

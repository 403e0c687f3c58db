using System.CommandLine;
using System.Text.Json;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary><c>kp wait-until-ready ID...</c>.</summary>
internal static class WaitCommand
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2), LookIntervalMax = TimeSpan.FromSeconds(15);

    // In the order in which a cluster goes through them: a third of the way is as good as any guess of how long EMR takes.
    private static readonly string[] Phases = ["requested", "launching", "starting", "bootstrapping"];

    public static Command Create(Interruption interruption)
    {
        var ids = ClusterArgument.Completed(new Argument<string[]>("ids") { Description = "The clusters' ids.", Arity = ArgumentArity.OneOrMore });
        var timeout = NewTimeout();
        return new Command("wait-until-ready", "Wait until clusters can be used, or say why they cannot.").With(ids, timeout)
            .Does(interruption, (context, cancellationToken) => WaitAsync(context, context.Parsed.GetRequiredValue(ids), context.Parsed.GetValue(timeout), cancellationToken));
    }

    public static Option<TimeSpan> NewTimeout() => DurationOption.Create("--timeout", "How long to wait.", TimeSpan.FromMinutes(45));

    public static async Task<int> WaitAsync(KpContext context, IReadOnlyList<string> ids, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Done;
        foreach (var id in ids)
        {
            var answer = await WorkProgress.ShowAsync(context.Terminal, context.Time, $"cluster {id}", report => WaitAsync(context, id, timeout, report, cancellationToken));
            var cluster = context.Provisioner.Read(answer, KpJson.Default.ClusterDetails);
            if (context.IsJson) context.Terminal.WriteJson(answer);
            else ClusterFacts.Write(context, cluster);
            if (!cluster.IsReady) exitCode = ExitCode.Failed;
        }
        return exitCode;
    }

    private static async Task<JsonElement> WaitAsync(KpContext context, string id, TimeSpan timeout, Action<WorkStep> report, CancellationToken cancellationToken)
    {
        var (started, interval) = (context.Time.GetTimestamp(), LookInterval);
        try
        {
            while (true)
            {
                var answer = await context.Provisioner.GetAsync(ClusterArgument.PathOf(id), cancellationToken);
                var cluster = context.Provisioner.Read(answer, KpJson.Default.ClusterDetails);
                if (cluster.IsReady || cluster.HasEnded) return answer;
                var index = Array.IndexOf(Phases, cluster.State);
                report(new(index < 0 ? null : index * 100.0 / Phases.Length, $"{cluster.State} for {Shown.Duration(context.Time.GetUtcNow() - cluster.StateSince)}"));
                if (context.Time.GetElapsedTime(started) >= timeout)
                    throw new KpException(ExitCode.TimedOut, $"Cluster {id} is not ready after {Shown.Duration(timeout)}: it is {cluster.State}{(cluster.Reason is { } reason ? $", {reason.Message}" : "")}.") { Hint = $"It goes on, and costs money. Stop it: kp terminate-clusters {id}." };
                await Task.Delay(interval, context.Time, cancellationToken);
                interval = interval * 1.5 < LookIntervalMax ? interval * 1.5 : LookIntervalMax;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Note($"Cluster {id} goes on starting, and costs money. Wait for it: kp wait-until-ready {id}. Stop it: kp terminate-clusters {id}.");
            throw;
        }
    }
}

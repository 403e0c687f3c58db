using System.CommandLine;
using System.Text.Json;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary><c>kp terminate-clusters ID... | --all</c>.</summary>
internal static class TerminateCommand
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(3);

    public static Command Create(Interruption interruption)
    {
        var ids = ClusterArgument.Completed(new Argument<string[]>("ids") { Description = "The clusters' ids; EMR's (j-…) for those that nobody accounts for.", Arity = ArgumentArity.ZeroOrMore });
        var all = new Option<bool>("--all") { Description = "Every cluster of this archive, those that nobody accounts for included." };
        var force = new Option<bool>("--force") { Description = "Take termination protection off." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var wait = new Option<bool>("--wait") { Description = "Wait until they have ended." };
        return new Command("terminate-clusters", "End clusters.").With(ids, all, force, yes, wait).Does(interruption, async (context, cancellationToken) =>
        {
            var parsed = context.Parsed;
            var named = parsed.GetValue(ids) ?? [];
            if (named.Length > 0 == parsed.GetValue(all)) throw new KpException(ExitCode.Usage, "Name the clusters, or say --all, and not both.") { Hint = "'kp clusters' lists them." };
            var wanted = named.Length > 0 ? named : await FindAllAsync(context, cancellationToken);
            if (wanted.Count == 0) context.Terminal.Note("There is no cluster to end.");
            else if (!parsed.GetValue(yes) && parsed.GetValue(all)) Confirmation.Ask(context, $"End {string.Join(", ", wanted)}?", "Agree with --yes where nobody can be asked.");
            return await EndAsync(context, wanted, parsed.GetValue(force), parsed.GetValue(wait), cancellationToken);
        });
    }

    private static async Task<IReadOnlyList<string>> FindAllAsync(KpContext context, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? path = "clusters";
        while (path is not null)
        {
            var page = await context.Provisioner.GetAsync(path, KpJson.Default.ClusterList, cancellationToken);
            found.AddRange(page.Clusters.Where(cluster => !cluster.HasEnded).Select(cluster => cluster.Id));
            if (path == "clusters") found.AddRange((page.Orphans ?? []).Select(orphan => orphan.EmrId));
            path = page.Next?.TrimStart('/');
        }
        return found;
    }

    private static async Task<int> EndAsync(KpContext context, IReadOnlyList<string> ids, bool isForced, bool isWaitedFor, CancellationToken cancellationToken)
    {
        var (asked, exitCode) = (new List<string>(), ExitCode.Done);
        try
        {
            foreach (var id in ids)
            {
                try
                {
                    var answer = await context.Provisioner.SendAsync(HttpMethod.Delete, $"{ClusterArgument.PathOf(id)}{(isForced ? "?force=true" : "")}", null, cancellationToken);
                    asked.Add(id);
                    if (context.IsJson && !isWaitedFor && answer.ValueKind == JsonValueKind.Object) context.Terminal.WriteJsonLine(answer);
                    else if (!context.IsJson) context.Terminal.Out.WriteLine($"Cluster {Printable.Of(id)} is being terminated.");
                }
                catch (KpException error) when (ids.Count > 1 && error.Status is not null)
                {
                    // The others cost money all the same.
                    context.Terminal.Fail(error);
                    exitCode = error.Code;
                }
            }
            if (isWaitedFor)
                foreach (var id in asked.Where(id => !id.StartsWith("j-", StringComparison.Ordinal))) await WaitAsync(context, id, cancellationToken);
            return exitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (asked.Count > 0) context.Terminal.Note($"Being terminated, whoever waits: {string.Join(", ", asked)}.");
            if (ids.Except(asked).ToList() is { Count: > 0 } others) context.Terminal.Warn($"not known to be terminated: {string.Join(", ", others)}. 'kp clusters' shows them.");
            throw;
        }
    }

    private static async Task WaitAsync(KpContext context, string id, CancellationToken cancellationToken)
    {
        var answer = await WorkProgress.ShowAsync(context.Terminal, context.Time, $"cluster {id}", async report =>
        {
            while (true)
            {
                var now = await context.Provisioner.GetAsync(ClusterArgument.PathOf(id), cancellationToken);
                var cluster = context.Provisioner.Read(now, KpJson.Default.ClusterDetails);
                if (cluster.HasEnded) return now;
                report(new(null, cluster.State));
                await Task.Delay(LookInterval, context.Time, cancellationToken);
            }
        });
        if (context.IsJson) context.Terminal.WriteJsonLine(answer);
        else context.Terminal.Out.WriteLine($"Cluster {Printable.Of(id)} has ended.");
    }
}

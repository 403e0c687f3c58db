using System.CommandLine;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary><c>kp clusters [ID]</c>.</summary>
internal static class ClustersCommand
{
    public static Command Create(Interruption interruption)
    {
        var id = ClusterArgument.Completed(new Argument<string?>("id") { Description = "One cluster: its instances, steps, addresses and cost.", Arity = ArgumentArity.ZeroOrOne });
        var all = new Option<bool>("--all") { Description = "Those that have ended, too." };
        return new Command("clusters", "List clusters, and those that nobody accounts for, or show one.").With(id, all).Does(interruption, (context, cancellationToken) =>
            context.Parsed.GetValue(id) is { } cluster ? ShowAsync(context, cluster, cancellationToken) : ListAsync(context, context.Parsed.GetValue(all), cancellationToken));
    }

    private static async Task<int> ShowAsync(KpContext context, string id, CancellationToken cancellationToken)
    {
        var answer = await context.Provisioner.GetAsync(ClusterArgument.PathOf(id), cancellationToken);
        if (context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return ExitCode.Done;
        }
        var cluster = context.Provisioner.Read(answer, KpJson.Default.ClusterDetails);
        ClusterFacts.Write(context, cluster);
        ClusterFacts.WriteParts(context, cluster);
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(KpContext context, bool isAll, CancellationToken cancellationToken)
    {
        var answer = await context.Provisioner.GetAsync("clusters", cancellationToken);
        if (context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return ExitCode.Done;
        }
        var (list, now) = (context.Provisioner.Read(answer, KpJson.Default.ClusterList), context.Time.GetUtcNow());
        var grid = new Grid(new("ID", IsWhole: true), new("NAME"), new("STATE"), new("SINCE", IsNumber: true), new("ENGINE"), new("A MONTH", IsNumber: true), new("EMR ID", IsWhole: true));
        foreach (var cluster in list.Clusters.Where(cluster => isAll || !cluster.HasEnded))
            grid.Add(cluster.Id, cluster.Name, ClusterFacts.StateOf(cluster), Shown.Duration(now - cluster.StateSince), cluster.Engine, cluster.Estimate?.PerMonth is { } cost ? ClusterFacts.Range(cost, cluster.Estimate.Currency) : Shown.Nothing, cluster.EmrId ?? Shown.Nothing);
        if (grid.RowCount > 0) grid.Write(context.Terminal);
        else context.Terminal.Note(list.Clusters.Count > 0 ? "No cluster runs; --all shows those that did." : "There are no clusters: kp launch-cluster starts one.");
        foreach (var orphan in list.Orphans ?? []) context.Terminal.Warn($"{orphan.EmrId}{(orphan.Name is { } name ? $" ({name})" : "")} runs and costs money: {orphan.Why} Stop it: kp terminate-clusters {orphan.EmrId}");
        if (list.Next is not null) context.Terminal.Note("There are older ones.");
        return ExitCode.Done;
    }
}

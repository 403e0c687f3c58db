using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary><c>kp launch-cluster</c>: what it would cost first, then, when that is agreed to, the cluster.</summary>
internal static class LaunchCommand
{
    public static Command Create(Interruption interruption)
    {
        var (settings, timeout) = (new ClusterSettingsOptions(), WaitCommand.NewTimeout());
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the cost and what would be done, and do nothing." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask whether the cost is agreed to." };
        var wait = new Option<bool>("--wait") { Description = "Wait until the cluster is ready." };
        var token = new Option<string>("--client-token") { Description = "1 to 64 letters, digits, '-' or '_': the same request with the same token makes no second cluster.", HelpName = "TOKEN" };
        return new Command("launch-cluster", "Start an EMR cluster over the archive.").With([.. settings.All, dryRun, yes, wait, timeout, token]).Does(interruption, async (context, cancellationToken) =>
        {
            var body = settings.Read(context.Parsed);
            var plan = await PlanAsync(context, body, cancellationToken);
            if (context.Parsed.GetValue(dryRun))
            {
                Show(context, plan);
                return ExitCode.Done;
            }
            Confirm(context, context.Provisioner.Read(plan, KpJson.Default.ClusterPlan).Estimate, context.Parsed.GetValue(yes));
            if (context.Parsed.GetValue(token) is { } given) body["clientToken"] = given;
            var answer = await BeginningRequest.SendAsync(
                context, context.Provisioner, "clusters", body,
                id => $"cluster {id} was asked for, is being launched and will cost money. Stop it: kp terminate-clusters {id}.",
                unheard => $"the cluster-provisioner has not answered: whether a cluster is being launched is not known. 'kp clusters' shows it; the same command with --client-token {unheard} launches no second one.",
                cancellationToken);
            var cluster = context.Provisioner.Read(answer, KpJson.Default.ClusterDetails);
            if (!context.IsJson) context.Terminal.Out.WriteLine($"Cluster {cluster.Id} ({cluster.Name}) is being launched.");
            if (context.Parsed.GetValue(wait)) return await WaitCommand.WaitAsync(context, [cluster.Id], context.Parsed.GetValue(timeout), cancellationToken);
            if (context.IsJson) context.Terminal.WriteJson(answer);
            context.Terminal.Note($"Wait for it: kp wait-until-ready {cluster.Id}. Stop it: kp terminate-clusters {cluster.Id}.");
            return ExitCode.Done;
        });
    }

    /// <summary>What the request would do; nothing is written, and EMR is not asked.</summary>
    public static Task<JsonElement> PlanAsync(KpContext context, JsonObject settings, CancellationToken cancellationToken)
    {
        var body = (JsonObject)settings.DeepClone();
        body["dryRun"] = true;
        return context.Provisioner.SendAsync(HttpMethod.Post, "clusters", ServiceClient.Json(JsonSerializer.SerializeToElement(body, KpJson.Default.JsonObject)), cancellationToken);
    }

    private static void Show(KpContext context, JsonElement answer)
    {
        if (context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return;
        }
        var plan = context.Provisioner.Read(answer, KpJson.Default.ClusterPlan);
        ClusterFacts.WriteEstimate(context.Terminal, plan.Estimate);
        context.Terminal.Out.WriteLine();
        foreach (var file in plan.Files.Keys.Order(StringComparer.Ordinal)) context.Terminal.Out.WriteLine($"would upload {Printable.Of(file)}");
        context.Terminal.Note("--json shows all of it, and what EMR would be asked.");
    }

    private static void Confirm(KpContext context, CostEstimate estimate, bool isAgreed)
    {
        if (!context.IsJson) ClusterFacts.WriteEstimate(context.Terminal, estimate);
        if (isAgreed) return;
        Confirmation.Ask(context, "Launch it?", "A cluster costs money: agree with --yes where nobody can be asked.");
    }
}

using System.CommandLine;
using System.CommandLine.Completions;
using KinesisPlatform.Cli.Configuration;
using KinesisPlatform.Cli.Http;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>The id of a cluster, which a shell completes from those that have not ended.</summary>
internal static class ClusterArgument
{
    private static readonly TimeSpan CompletionLimit = TimeSpan.FromMilliseconds(800);

    public static Argument<string> Create() => Completed(new Argument<string>("id") { Description = "The cluster's id, as 'kp clusters' shows it." });

    public static Argument<T> Completed<T>(Argument<T> argument)
    {
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    public static string PathOf(string id) => $"clusters/{Uri.EscapeDataString(id)}";

    private static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        try
        {
            var settings = GlobalOptions.ReadSettings(context.ParseResult);
            using var service = new ServiceClient(settings.AddressOf(PlatformService.Provisioner), settings.Key);
            using var limit = new CancellationTokenSource(CompletionLimit);
            var list = service.GetAsync("clusters", KpJson.Default.ClusterList, limit.Token).GetAwaiter().GetResult();
            return [.. list.Clusters.Where(cluster => !cluster.HasEnded && cluster.Id.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(cluster => new CompletionItem(cluster.Id))];
        }
        catch (Exception error) when (error is KpException or OperationCanceledException)
        {
            return [];
        }
    }
}

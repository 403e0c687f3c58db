using System.CommandLine;
using System.CommandLine.Completions;
using KinesisPlatform.Cli.Configuration;
using KinesisPlatform.Cli.Http;

namespace KinesisPlatform.Cli.Replays;

/// <summary>The id of a replay, which a shell completes from the latest ones.</summary>
internal static class ReplayArgument
{
    private static readonly TimeSpan CompletionLimit = TimeSpan.FromMilliseconds(800);

    public static Argument<string> Create()
    {
        var argument = new Argument<string>("id") { Description = "The replay's id, as 'kp replay list' shows it." };
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    public static string PathOf(string id) => $"replays/{Uri.EscapeDataString(id)}";

    private static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        try
        {
            var settings = GlobalOptions.ReadSettings(context.ParseResult);
            using var service = new ServiceClient(settings.AddressOf(PlatformService.Replay), settings.Key);
            using var limit = new CancellationTokenSource(CompletionLimit);
            var list = service.GetAsync("replays?limit=50", KpJson.Default.ReplayList, limit.Token).GetAwaiter().GetResult();
            return [.. list.Replays.Where(replay => replay.Id.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(replay => new CompletionItem(replay.Id))];
        }
        catch (Exception error) when (error is KpException or OperationCanceledException)
        {
            return [];
        }
    }
}

using System.CommandLine;
using System.CommandLine.Completions;
using KinesisPlatform.Cli.Configuration;
using KinesisPlatform.Cli.Http;

namespace KinesisPlatform.Cli.Streams;

/// <summary>The name of a stream, which a shell completes from those the gateway knows.</summary>
internal static class StreamArgument
{
    // Whoever pressed Tab waits.
    private static readonly TimeSpan CompletionLimit = TimeSpan.FromMilliseconds(800);

    public static Argument<string> Create(string name, string description) => Completed(new Argument<string>(name) { Description = description });

    public static Argument<string?> CreateOptional(string name, string description)
    {
        var argument = new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    public static Argument<string> Completed(Argument<string> argument)
    {
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    public static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        try
        {
            var settings = GlobalOptions.ReadSettings(context.ParseResult);
            using var gateway = new ServiceClient(settings.AddressOf(PlatformService.Gateway), settings.Key);
            using var limit = new CancellationTokenSource(CompletionLimit);
            return [.. StreamNames.ListAsync(gateway, limit.Token).GetAwaiter().GetResult().Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(name => new CompletionItem(name))];
        }
        catch (Exception error) when (error is KpException or OperationCanceledException)
        {
            // A line that is being typed is no place for errors.
            return [];
        }
    }
}

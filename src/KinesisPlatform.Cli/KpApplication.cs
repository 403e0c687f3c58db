using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using KinesisPlatform.Cli.Archives;
using KinesisPlatform.Cli.Clusters;
using KinesisPlatform.Cli.Completion;
using KinesisPlatform.Cli.Doctor;
using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Replays;
using KinesisPlatform.Cli.Sql;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli;

/// <summary>The whole command line: its commands, and how each of their ends becomes an exit code.</summary>
internal static class KpApplication
{
    public static async Task<int> RunAsync(string[] args, Interruption interruption)
    {
        // A statement may begin with '@', which the parser would take for the name of a file with arguments.
        var parsed = CreateRoot(interruption).Parse(args, new() { ResponseFileTokenReplacer = null });
        var terminal = Terminal.OfProcess(!args.Contains(GlobalOptions.NoColor.Name), args.Contains(GlobalOptions.Json.Name));
        try
        {
            if (parsed.Action is ParseErrorAction || MistakenOptions(parsed).Any()) throw Misunderstood(parsed);
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (KpException error)
        {
            terminal.Fail(error);
            return error.Code;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }
        catch (IOException error) when (Terminal.IsReaderGone(error))
        {
            return ExitCode.Done;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            terminal.Fail(new(ExitCode.Failed, $"kp failed in a way it did not expect: {error.GetType().Name}: {error.Message}") { Hint = Environment.GetEnvironmentVariable("KP_DEBUG") is null ? "Set KP_DEBUG=1 to see where." : error.StackTrace });
            return ExitCode.Failed;
        }
    }

    public static RootCommand CreateRoot(Interruption interruption)
    {
        var root = new RootCommand("kp: streams, their archive, SQL over both, replays and clusters of KinesisPlatform.");
        foreach (var option in GlobalOptions.All) root.Add(option);
        root.With(StreamsCommand.Create(interruption), ArchiveCommand.Create(interruption), SqlCommand.Create(interruption), QueriesCommand.Create(interruption),
            ReplayCommand.Create(interruption),
            UploadCommand.Create(interruption), LaunchCommand.Create(interruption), WaitCommand.Create(interruption), ForwardCommand.Create(interruption), TerminateCommand.Create(interruption), ClustersCommand.Create(interruption),
            DoctorCommand.Create(interruption), CompletionCommand.Create(interruption));
        return root;
    }

    private static KpException Misunderstood(ParseResult parsed)
    {
        var path = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult) path.Insert(0, command.Command is RootCommand ? "kp" : command.Command.Name);
        var mistaken = MistakenOptions(parsed).ToList();
        List<string> errors = [.. mistaken.Select(name => $"There is no option '{name}'."), .. parsed.Errors.Select(error => error.Message).Distinct()];
        // A command that was misspelt was not left out.
        if (errors.Count > 1) errors.RemoveAll(error => error.StartsWith("Required command", StringComparison.Ordinal));
        var near = mistaken.Concat(parsed.UnmatchedTokens).SelectMany(token => NearestNames.Of(token, Names(parsed.CommandResult.Command))).Distinct().ToList();
        return new(ExitCode.Usage, errors[0])
        {
            Details = errors[1..],
            Hint = $"{(near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}? " : "")}See '{string.Join(' ', path)} --help'.",
        };
    }

    /// <summary>An option that does not exist is taken for an argument where one is wanted. Behind a <c>--</c> it is meant as one.</summary>
    private static IEnumerable<string> MistakenOptions(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? [] : parsed.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(value => value.Length > 2 && value.StartsWith("--", StringComparison.Ordinal) && !value.Any(char.IsWhiteSpace));

    private static IEnumerable<string> Names(Command command) =>
        command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Concat(GlobalOptions.All).Select(option => option.Name));
}

using System.CommandLine;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli;

/// <summary>A command whose work is a method of its context.</summary>
internal static class KpCommand
{
    /// <returns>What the process exits with, by way of <see cref="KpApplication"/>.</returns>
    public delegate Task<int> Work(KpContext context, CancellationToken cancellationToken);

    public static Command Does(this Command command, Interruption interruption, Work work)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = Terminal.OfProcess(!parsed.GetValue(GlobalOptions.NoColor), parsed.GetValue(GlobalOptions.Json));
            using var context = new KpContext(parsed, terminal, interruption);
            return await work(context, cancellationToken);
        });
        return command;
    }

    public static Command With(this Command command, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Command sub) command.Add(sub);
            else if (symbol is Option option) command.Add(option);
            else command.Add((Argument)symbol);
        }
        return command;
    }
}

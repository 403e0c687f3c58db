namespace KinesisPlatform.Cli.Clusters;

/// <summary>Asks before something that costs money or cannot be taken back.</summary>
internal static class Confirmation
{
    /// <exception cref="KpException">Usage: nobody can be asked, or whoever was said no.</exception>
    public static void Ask(KpContext context, string question, string otherwise)
    {
        if (Console.IsInputRedirected || context.IsJson) throw new KpException(ExitCode.Usage, otherwise);
        context.Terminal.Error.Write($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes")) throw new KpException(ExitCode.Usage, "Nothing was done.");
    }
}

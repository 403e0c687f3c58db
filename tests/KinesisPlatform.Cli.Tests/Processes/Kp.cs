using KinesisPlatform.TestKit;

namespace KinesisPlatform.Cli.Tests.Processes;

/// <summary>The built <c>kp</c>.</summary>
internal static class Kp
{
    public static DotnetProcess Start(params string[] args) => new("kp.dll", args);

    public static Task<DotnetRun> RunAsync(params string[] args) => RunAsync(args, null);

    public static async Task<DotnetRun> RunAsync(string[] args, IReadOnlyDictionary<string, string>? environment)
    {
        using var process = new DotnetProcess("kp.dll", args, environment);
        return await process.EndAsync();
    }
}

using System.Diagnostics;
using System.Reflection;

namespace KinesisPlatform.Simulation.Tests;

/// <summary>Runs the simulator as its users do: in a process of its own, whose thread pool has one thread.</summary>
internal static class Simulator
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var assembly = Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "KinesisPlatform.Simulation.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}

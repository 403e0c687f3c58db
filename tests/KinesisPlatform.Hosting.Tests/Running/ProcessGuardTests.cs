using System.Diagnostics;
using System.Text;
using Aspire.Hosting.Running;
using Projects;

namespace Aspire.Hosting.Tests.Running;

public sealed class ProcessGuardTests
{
    private const string Mark = "PROCESS_GUARD_TEST";

    [Fact]
    public async Task AppHost_KilledByKill9_LeavesNoChild()
    {
        if (!ProcessGuard.IsAvailable) return;
        var run = $"{Mark}={Guid.NewGuid():N}";
        var assembly = typeof(KinesisPlatform_AppHost).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly, "--DcpPublisher:RandomizePorts=true", "--Dashboard:Enabled=false"]) { RedirectStandardOutput = true };
        start.Environment[Mark] = run[(Mark.Length + 1)..];
        using var host = Process.Start(start)!;
        await ReadUntilAChildWritesAsync(host.StandardOutput);
        Assert.True(Marked(run).Count > 1);

        host.Kill();
        await host.WaitForExitAsync();

        var since = Stopwatch.StartNew();
        while (Marked(run).Count > 0 && since.Elapsed < ShellResources.Deadline) await Task.Delay(20);
        Assert.Empty(Marked(run));
    }

    /// <summary>Children inherit the AppHost's environment, whatever session they are in.</summary>
    private static List<string> Marked(string run)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                var environment = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "environ")));
                if (environment.Split('\0').Contains(run)) found.Add(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or belongs to somebody else.
            }
        }
        return found;
    }

    private static async Task ReadUntilAChildWritesAsync(StreamReader output)
    {
        using var deadline = new CancellationTokenSource(ShellResources.Deadline);
        while (await output.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("resources are healthy", StringComparison.Ordinal) || line.Contains(" | ", StringComparison.Ordinal)) return;
        }
        throw new InvalidOperationException("The AppHost ended before a child had written a line.");
    }
}

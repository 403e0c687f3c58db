using System.Diagnostics;

namespace KinesisPlatform.TestKit;

/// <summary>
/// Runs a script of <c>tests/npm/scripts</c> through Node.js, with <c>tests/npm</c> as the current folder. Scripts lie below <c>tests/npm</c>
/// because an ECMAScript import is resolved from the script's own place, not from the current folder.
/// </summary>
public static class NodeScript
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Runs the script and returns what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">The script failed; the message has its error output.</exception>
    /// <exception cref="TimeoutException">It did not end in time; it was stopped.</exception>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var result = await RunAsync(script, arguments, DefaultDeadline);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"node {script} ended with {result.ExitCode}:{Environment.NewLine}{result.Error}{result.Output}");
    }

    /// <summary>Runs the script and returns how it ended, whatever its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it was stopped.</exception>
    public static async Task<NodeResult> RunAsync(string script, IEnumerable<string> arguments, TimeSpan deadline)
    {
        if (!Directory.Exists(NodeProcess.ModulesFolder))
            throw new InvalidOperationException("The tests' npm packages are not installed: run `npm ci --prefix tests/npm`.");
        using var node = Start(script, arguments);
        node.StandardInput.Close();
        using var expiry = new CancellationTokenSource(deadline);
        var output = node.StandardOutput.ReadToEndAsync(expiry.Token);
        var error = node.StandardError.ReadToEndAsync(expiry.Token);
        try
        {
            await node.WaitForExitAsync(expiry.Token);
            return new(node.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw new TimeoutException($"node {script} did not end within {deadline}.");
        }
    }

    private static Process Start(string script, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("node", [Path.Combine(RepositoryFolder.TestNpm, "scripts", script), .. arguments])
        {
            WorkingDirectory = RepositoryFolder.TestNpm,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node could not be started: install Node.js 20 or newer.");
}

using System.Diagnostics;

namespace KinesisPlatform.TestKit;

/// <summary>Runs a script of <c>tests/python</c> with Debian's own Python, where Debian's packages are: another one that is first in PATH does not see them.</summary>
public static class PythonScript
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Runs the script and returns what it wrote to standard output.</summary>
    /// <param name="module">A module that it needs, and <paramref name="package"/> brings.</param>
    /// <exception cref="InvalidOperationException">The script failed; the message has its error output, or how to install what is missing.</exception>
    public static async Task<string> RunAsync(string script, string module, string package, params string[] arguments)
    {
        if (!File.Exists(Python) || (await RunAsync(["-c", $"import {module}"])).ExitCode != 0)
            throw new InvalidOperationException($"{Python} with its module '{module}' is not installed: run `apt-get install -y {package}`.");
        var (exitCode, output, error) = await RunAsync([Path.Combine(RepositoryFolder.Path, "tests", "python", script), .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{script} ended with {exitCode}:{Environment.NewLine}{error}{output}");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{Python} could not be started.");
        using var expiry = new CancellationTokenSource(Deadline);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(expiry.Token), process.StandardError.ReadToEndAsync(expiry.Token));
        try
        {
            await process.WaitForExitAsync(expiry.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Python} did not end within {Deadline}.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace KinesisPlatform.TestKit;

/// <summary>Runs the AWS command line, whichever version is installed, against an emulator.</summary>
public static class AwsCommandLine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <returns>What it wrote to standard output; null when that was nothing.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its error output, or how to install it.</exception>
    public static async Task<JsonNode?> RunAsync(Uri endpoint, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("aws", ["--endpoint-url", endpoint.ToString(), "--region", "us-east-1", "--output", "json", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"], start.Environment["AWS_PAGER"]) = ("local", "local", "");
        // Neither a profile of the developer's nor the metadata service of a machine.
        (start.Environment["AWS_CONFIG_FILE"], start.Environment["AWS_SHARED_CREDENTIALS_FILE"], start.Environment["AWS_EC2_METADATA_DISABLED"]) = ("/dev/null", "/dev/null", "true");
        using var process = Start(start);
        using var expiry = new CancellationTokenSource(Deadline);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(expiry.Token), process.StandardError.ReadToEndAsync(expiry.Token));
        try
        {
            await process.WaitForExitAsync(expiry.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"aws {string.Join(' ', arguments)} did not end within {Deadline}.");
        }
        if (process.ExitCode != 0) throw new InvalidOperationException($"aws {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}");
        var text = await output;
        return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("The AWS command line is not installed: run `apt-get install -y awscli`.", exception);
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>The real psql.</summary>
internal static class Psql
{
    /// <summary>Of Npgsql, in seconds: no test waits for them, and a machine may be slow.</summary>
    public const string Timeouts = "Timeout=200;Command Timeout=300";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <param name="commands">Each as <c>-c</c> takes it.</param>
    public static async Task<(string Output, string Error, int ExitCode)> RunAsync(int port, string[] commands, string user = "me", string? password = null, string options = "-XAt", string sslMode = "prefer")
    {
        using var process = Start(port, user, password, [options, "-d", $"dbname=kinesis sslmode={sslMode}", .. commands.SelectMany(command => new[] { "-c", command })]);
        return await ReadAsync(process);
    }

    /// <param name="script">As <c>-f</c> takes it: statements and backslash commands on the same line, too.</param>
    public static async Task<(string Output, string Error, int ExitCode)> RunScriptAsync(int port, string script, string options = "-qXAt")
    {
        using var process = Start(port, "me", null, [options, "-f", "-"]);
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        return await ReadAsync(process);
    }

    private static async Task<(string Output, string Error, int ExitCode)> ReadAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (await output, await error, process.ExitCode);
    }

    public static Process StartAtTerminal(int port) => Start(port, "me", null, ["-qec", "psql -X --pset=pager=off", "/dev/null"], program: "script");

    public static Process Start(int port, string user, string? password, IEnumerable<string> arguments, string program = "psql")
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = user;
        start.Environment["PGDATABASE"] = "kinesis";
        start.Environment["PGCONNECT_TIMEOUT"] = "200";
        start.Environment["PGPASSWORD"] = password ?? "none";
        start.Environment.Remove("PGSSLMODE");
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("psql is missing: apt-get install -y postgresql-client brings it.", exception);
        }
    }
}

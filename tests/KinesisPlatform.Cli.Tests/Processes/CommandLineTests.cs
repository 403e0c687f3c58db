using System.Text.Json;

namespace KinesisPlatform.Cli.Tests.Processes;

/// <summary>What needs no service.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData(2, "Did you mean streams?", "strems")]
    [InlineData(2, "There is no option '--formt'.", "sql", "--formt", "csv")]
    [InlineData(2, "'2026-01-01' is not a time with an offset", "replay", "start", "a", "b", "--from", "2026-01-01")]
    [InlineData(2, "'soon' is not a length of time", "archive", "flush", "a", "--timeout", "soon")]
    [InlineData(2, "'localhost:8080' is not an address", "streams", "--gateway-url", "localhost:8080")]
    [InlineData(2, "There is no statement.", "sql", "-- nothing")]
    [InlineData(2, "Say how fast", "replay", "pace", "x")]
    [InlineData(5, "query-gateway does not answer at http://127.0.0.1:9 (connection refused).", "streams", "--gateway-url", "http://127.0.0.1:9")]
    [InlineData(5, "dotnet run --project KinesisPlatform.AppHost", "archive", "status", "--archiver-url", "http://127.0.0.1:9")]
    public async Task Run_WhatCannotBeDone_SaysWhyOnStderrWithItsExitCode(int exitCode, string expected, params string[] args)
    {
        var run = await Kp.RunAsync(args);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailureWithJson_IsOneDocumentOnStderr()
    {
        var run = await Kp.RunAsync(["--json", "streams", "--gateway-url", "http://127.0.0.1:9"]);

        using var error = JsonDocument.Parse(run.Error);
        Assert.Equal((5, ""), (error.RootElement.GetProperty("exitCode").GetInt32(), run.Output));
        Assert.Contains("--gateway-url", error.RootElement.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_InBash_CompletesCommandsOfKp()
    {
        var script = await Kp.RunAsync(["completion", "bash"]);
        Assert.Equal(0, script.ExitCode);

        // bash asks for words through the very function that it was given; kp is this build.
        var kp = $"kp() {{ dotnet exec '{typeof(KpException).Assembly.Location}' \"$@\"; }}";
        using var bash = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"{kp}\n{script.Output}\nCOMP_LINE='kp replay pa' COMP_POINT=12 COMP_WORDS=(kp replay pa) COMP_CWORD=2\n_kp_complete\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""]) { RedirectStandardOutput = true })!;
        var words = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.Equal(["pace", "pause"], words.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}

using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.Cli.Tests.Processes;

/// <summary>Clusters, where something is wrong with them, and forwarding, by a program in the place of ssh.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kp-forward-").FullName;

    [Fact]
    public async Task Launch_NobodyCanBeAsked_ShowsTheCostAndLaunchesNothing()
    {
        await using var service = await ScriptedService.StartAsync(app => app.MapPost("/clusters", () => Results.Json(new { dryRun = true, estimate = Estimate, files = new Dictionary<string, string>() })));

        var run = await Kp.RunAsync("launch-cluster", "--provisioner-url", service.Address);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("$300 to $400.5 a month", run.Output.Replace(".00", "", StringComparison.Ordinal).Replace("400.50", "400.5", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Launch_InterruptedWhileItIsAskedFor_SaysThatItCostsMoney()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var count = 0;
        await using var service = await ScriptedService.StartAsync(app => app.MapPost("/clusters", async () =>
        {
            if (Interlocked.Increment(ref count) == 1) return Results.Json(new { dryRun = true, estimate = Estimate, files = new Dictionary<string, string>() });
            asked.TrySetResult();
            await answer.Task;
            return Results.Json(Cluster("requested"), statusCode: 202);
        }));
        using var process = Kp.Start("launch-cluster", "--yes", "--provisioner-url", service.Address);
        await asked.Task.WaitAsync(DotnetProcess.Limit);

        await process.TerminateAsync();
        await process.WaitForErrorAsync("Waiting a moment");
        answer.SetResult();

        var run = await process.EndAsync();
        Assert.Equal(143, run.ExitCode);
        Assert.Contains("will cost money. Stop it: kp terminate-clusters c-1.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ClusterFails_SaysWhyInItsWordsAndFails()
    {
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/clusters/c-1", () => Results.Json(
            Cluster("failed", reason: new { code = "BOOTSTRAP_FAILURE", message = "A bootstrap action failed.", emrMessage = "exit 1", log = "s3://bucket/logs/" }))));

        var run = await Kp.RunAsync("wait-until-ready", "c-1", "--provisioner-url", service.Address);

        Assert.Equal(1, run.ExitCode);
        foreach (var expected in (string[])["A bootstrap action failed.", "s3://bucket/logs/"]) Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_OneOfThemIsProtected_EndsTheOthersAndSaysWhichIsNot()
    {
        await using var service = await ScriptedService.StartAsync(app =>
        {
            app.MapDelete("/clusters/c-1", () => Results.Problem("Cluster c-1 is protected.", statusCode: 409));
            app.MapDelete("/clusters/c-2", () => Results.Json(Cluster("running"), statusCode: 202));
        });

        var run = await Kp.RunAsync("terminate-clusters", "c-1", "c-2", "--provisioner-url", service.Address);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Cluster c-2 is being terminated.", run.Output, StringComparison.Ordinal);
        Assert.Contains("c-1 is protected", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_UntilItIsStopped_PrintsNothingAndLeavesNoProcess()
    {
        WriteSsh($"echo \"$@\" > {_folder}/args\necho noise; echo more noise >&2\ntrap 'touch {_folder}/stopped; kill $!; exit 0' TERM\nmkfifo {_folder}/never; touch {_folder}/started\nread -r _ < {_folder}/never &\nwait");
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/clusters/c-1", () => Results.Json(Ready)));
        using var process = Forward(service, "45678:8889");
        await StartedAsync();

        await process.TerminateAsync();

        var run = await process.EndAsync();
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.True(File.Exists(Path.Combine(_folder, "stopped")));
        Assert.Equal(
            "-N -o BatchMode=yes -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -o ServerAliveCountMax=3 -L 127.0.0.1:45678:ip-10-0-0-1.ec2.internal:8889 -l hadoop -- ip-10-0-0-1.ec2.internal",
            File.ReadAllText(Path.Combine(_folder, "args")).Trim());
    }

    [Fact]
    public async Task Forward_TheProgramEnds_SaysWhatItSaid()
    {
        WriteSsh("echo 'Permission denied (publickey).' >&2; exit 255");
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/clusters/c-1", () => Results.Json(Ready)));
        using var process = Forward(service, "45679:8889");

        var run = await process.EndAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("exit code 255", run.Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied (publickey).", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static object Estimate => new { currency = "USD", perHour = new { low = 0.4, high = 0.5 }, perMonth = new { low = 300, high = 400.5 }, lines = Array.Empty<object>(), pricesAsOf = "2026-01-01", pricesRegion = "us-east-1" };

    private static object Ready => new
    {
        id = "c-1", name = "x", state = "waiting", stateSince = DateTimeOffset.UnixEpoch, isReady = true, isTerminating = false, engine = "trino", requestedAt = DateTimeOffset.UnixEpoch,
        endpoints = new[] { new { name = "trino", uri = "http://ip-10-0-0-1.ec2.internal:8889" } },
        instances = new[] { new { ec2Id = "i-1", role = "primary", market = "onDemand", state = "RUNNING", privateDnsName = "ip-10-0-0-1.ec2.internal" } },
    };

    private static object Cluster(string state, object? reason = null) =>
        new { id = "c-1", name = "x", state, stateSince = DateTimeOffset.UnixEpoch, isReady = false, isTerminating = false, engine = "trino", requestedAt = DateTimeOffset.UnixEpoch, reason };

    private DotnetProcess Forward(ScriptedService service, string ports) => new(
        "kp.dll", ["forward-local-ports", "c-1", ports, "--via", "ssh", "--provisioner-url", service.Address], new Dictionary<string, string> { ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}" });

    private void WriteSsh(string script)
    {
        var path = Path.Combine(_folder, "ssh");
        File.WriteAllText(path, $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Ends when the program has written the file <c>started</c>. Looked for: a watcher's events end when the watcher is collected.</summary>
    private async Task StartedAsync()
    {
        using var limit = new CancellationTokenSource(DotnetProcess.Limit);
        while (!File.Exists(Path.Combine(_folder, "started"))) await Task.Delay(20, limit.Token);
    }
}

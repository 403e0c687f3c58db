using System.Diagnostics;
using System.Text.Json;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Tests.Fakes;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Sql.Workers.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Sql.Tests.Workers.Sandbox;

/// <summary>
/// What the kernel holds a worker to, whatever runs in it. On systems without Landlock (before Linux 5.13, or where it is switched off) and on others than Linux the kernel holds less, and the worker
/// must say so: these tests then hold it to that.
/// </summary>
public sealed class ProcessSandboxTests : IAsyncLifetime
{
    private const string Own = "own", Foreign = "foreign";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sandbox-tests-{Guid.NewGuid():N}");

    private string OwnFile => Path.Combine(_folder, "own.txt");

    private string ForeignFile => Path.Combine(_folder, "foreign.txt");

    [Fact]
    public async Task Process_ThatRunsAnyCode_ReachesItsOwnFilesAndNothingElse()
    {
        var (told, _) = await ProbeAsync("all");
        if (told["missing"].Length > 0)
        {
            Assert.Contains(FileRulesAreThere ? "filter" : "file rules", told["missing"], StringComparison.Ordinal);
            return;
        }

        Assert.Equal((Own, "done", "none", "done"), (told["own file"], told["temporary file"], told["variable"], told["signal to itself"]));
        string[] refused =
        [
            "another statement's file", "change own file", "new file beside own", "list folder", "passwd", "program's settings", "parent's environment", "parent's memory", "file elsewhere", "shared memory",
            "tcp", "udp", "unix socket", "program", "exec", "fork", "signal to parent", "limits of parent", "trace", "io_uring", "new namespace", "more memory than it may have", "more files than it may open",
        ];
        Assert.All(refused, name => Assert.True(told[name].StartsWith("refused", StringComparison.Ordinal), $"{name}: {told[name]}"));
        Assert.Equal((Own, Foreign), (await File.ReadAllTextAsync(OwnFile), await File.ReadAllTextAsync(ForeignFile)));
    }

    [Fact]
    public async Task Process_ThatUsesUpItsProcessorTime_IsEndedByTheKernel()
    {
        if (!OperatingSystem.IsLinux()) return;
        var (told, exitCode) = await ProbeAsync("processor");
        // 128 and SIGXCPU.
        Assert.Equal(128 + 24, exitCode);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData("CREATE TABLE main.x AS SELECT content FROM read_text('/etc/passwd')")]
    [InlineData("CREATE TABLE main.x AS SELECT content FROM read_text('{foreign}')")]
    [InlineData("CREATE TABLE main.x AS SELECT content FROM read_blob('/proc/1/environ')")]
    [InlineData("COPY (SELECT 1) TO '{own}x'")]
    [InlineData("COPY (SELECT 1) TO '/tmp/sandbox-tests.csv'")]
    [InlineData("ATTACH '/tmp/sandbox-tests.db'")]
    public async Task Worker_WhoseDuckDbMayDoAnything_IsStoppedByTheKernel(string statement)
    {
        if (!FileRulesAreThere) return;
        await using var host = new SqlHost();
        await using var lease = await host.Get<WorkerPool>().RentAsync("ann", default);
        var run = new WorkerRun(lease, new(""), NullLogger.Instance);
        // Before the settings are locked DuckDB itself refuses nothing.
        var setup = statement.Replace("{own}", OwnFile, StringComparison.Ordinal).Replace("{foreign}", ForeignFile, StringComparison.Ordinal);
        await run.StartAsync(Plan(setup), [], default);

        var failure = await Assert.ThrowsAsync<PlatformException>(() => run.ReadColumnsAsync(default));

        // Of this machine nothing is told.
        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.DoesNotContain(_folder, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/sandbox-tests.csv") || File.Exists("/tmp/sandbox-tests.db") || File.Exists(OwnFile + "x"));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("CREATE TABLE main.x AS SELECT content FROM read_blob('{foreign}')")]
    [InlineData("COPY (SELECT 1) TO '{own}'")]
    [InlineData("COPY (SELECT 1) TO '{foreign}'")]
    public async Task Worker_WhoseDuckDbMayDoAnything_ReadsItsOwnLiveRecordsAlone(string statement)
    {
        if (!FileRulesAreThere) return;
        await using var host = new SqlHost();
        using var own = await HoldAsync(host, Own);
        using var foreign = await HoldAsync(host, Foreign);
        await using var lease = await host.Get<WorkerPool>().RentAsync("ann", default);
        var run = new WorkerRun(lease, new(""), NullLogger.Instance);
        var setup = statement.Replace("{own}", own.Rows.Files[0].Path, StringComparison.Ordinal).Replace("{foreign}", foreign.Rows.Files[0].Path, StringComparison.Ordinal);
        await run.StartAsync(Plan(setup) with { Sql = "SELECT partition_key FROM t", Tables = [new("t", [], null) { Live = 0 }], Live = [own.Rows] }, [], default);

        if (setup != statement) Assert.Equal(FailureKind.Internal, (await Assert.ThrowsAsync<PlatformException>(() => run.ReadColumnsAsync(default))).Kind);
        else
        {
            await run.ReadColumnsAsync(default);
            Assert.Equal(Own, Assert.Single((await run.ReadRowsAsync(default))!)[0]);
        }
        Assert.Equal([[Own, Foreign]], await host.QueryAsync($"select o.partition_key, f.partition_key from \"{Own}\" o, \"{Foreign}\" f"));
    }

    [Fact]
    public async Task Worker_WhoseDuckDbMayDoAnything_ReachesItsTemporaryFolder()
    {
        await using var host = new SqlHost();
        await using var lease = await host.Get<WorkerPool>().RentAsync("ann", default);
        var run = new WorkerRun(lease, new(""), NullLogger.Instance);
        var plan = Plan("");
        var file = Path.Combine(lease.Process.Folder.SpillPath, "x.csv");
        await run.StartAsync(plan with { Setup = [$"COPY (SELECT 7 AS n) TO '{file}'", $"CREATE TABLE main.x AS SELECT n FROM read_csv('{file}')"], Sql = "SELECT n FROM x" }, [], default);
        await run.ReadColumnsAsync(default);
        Assert.Equal(7L, Assert.Single((await run.ReadRowsAsync(default))!)[0]);
    }

    [Fact]
    public async Task Worker_IsUnderTheKernelsFilterAndLimits()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var host = new SqlHost(("WorkerProcessBytesMax", $"{3L << 30}"), ("WorkerTempBytesMax", $"{1 << 20}"));
        await using var lease = await host.Get<WorkerPool>().RentAsync("ann", default);
        await lease.Process.Ready;

        var status = await File.ReadAllTextAsync($"/proc/{lease.Process.Id}/status");
        var limits = (await File.ReadAllLinesAsync($"/proc/{lease.Process.Id}/limits")).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

        if (SystemCalls.OfThisMachine is not null) Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Contains($"Max data size {3L << 30} {3L << 30} bytes", limits);
        Assert.Contains($"Max file size {1 << 20} {1 << 20} bytes", limits);
        Assert.Contains("Max core file size 0 0 bytes", limits);
        Assert.Contains("Max open files 4096 4096 files", limits);
    }

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "temp"));
        await File.WriteAllTextAsync(OwnFile, Own);
        await File.WriteAllTextAsync(ForeignFile, Foreign);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A stream of one record, whose partition key is its name.</summary>
    private static async Task<HeldLiveRows> HoldAsync(SqlHost host, string stream)
    {
        host.Streams.Create(stream, 1);
        host.Streams.Put(stream, stream, "1");
        var snapshot = await host.Get<SnapshotTaker>().TakeAsync(new(stream), needsLive: true, default);
        return await snapshot.Files!.HoldAsync(snapshot.Live, null, default);
    }

    private static bool FileRulesAreThere => OperatingSystem.IsLinux() && FileRules.Version > 0;

    private static WorkerPlan Plan(string setup) =>
        new("SELECT 1", [], null, TimeSpan.FromSeconds(20), IsPrepareOnly: false) { Setup = [setup] };

    /// <summary>With a worker's environment and settings.</summary>
    private async Task<(IReadOnlyDictionary<string, string> Told, int ExitCode)> ProbeAsync(string what)
    {
        Environment.SetEnvironmentVariable("SANDBOX_PROBE_SECRET", "secret");
        var settings = new WorkerSettings(1, 64 << 20, 1L << 30, 1 << 20, _folder, Path.Combine(_folder, "files"), Path.Combine(_folder, "temp"), Rehearses: false);
        var start = WorkerCommand.For(new() { WorkerPath = typeof(ProcessSandboxTests).Assembly.Location });
        start.ArgumentList[^1] = SandboxProbe.Argument;
        foreach (var argument in new[] { JsonSerializer.Serialize(settings), OwnFile, ForeignFile, what }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 128 + 24, await error);
        return (told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(pair => pair[0], pair => pair[1]), process.ExitCode);
    }
}

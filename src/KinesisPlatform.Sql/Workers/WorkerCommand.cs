using System.Diagnostics;
using System.Reflection;

namespace KinesisPlatform.Sql.Workers;

/// <summary>How a worker process is started.</summary>
internal static class WorkerCommand
{
    /// <summary>What a worker may see of the environment: enough to find the runtime and the library. Everything else, credentials above all, stays here.</summary>
    private static readonly string[] Inherited = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_CLI_HOME", "PATH", "LD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"];

    public static ProcessStartInfo For(SqlOptions options)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        var program = options.WorkerPath ?? RunningProgram();
        if (program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = DotnetHost();
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(program);
        }
        else
        {
            start.FileName = program;
        }
        start.ArgumentList.Add(SqlWorker.Argument);

        var inherited = Inherited.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in inherited) start.Environment[name] = value;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    private static string RunningProgram()
    {
        var entry = Assembly.GetEntryAssembly()?.Location;
        if (!string.IsNullOrEmpty(entry)) return entry;
        return Environment.ProcessPath ?? throw new PlatformException(FailureKind.Internal, $"The running program's path is unknown; set {SqlOptions.SectionName}:WorkerPath.");
    }

    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Path.GetFileName(Environment.ProcessPath) == name) return Environment.ProcessPath!;
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        // {root}/shared/Microsoft.NETCore.App/{version}
        var root = runtime is null ? null : Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var host = root is null ? null : Path.Combine(root, name);
        return host is not null && File.Exists(host) ? host : name;
    }
}

using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Sandbox;

/// <summary>
/// What a worker gives up before it sees a statement, by the operating system's means: whatever gets past the gate and DuckDB's own settings ends here.
/// On Linux; elsewhere DuckDB's settings and the engine's timeout stand alone.
/// </summary>
internal sealed class ProcessSandbox
{
    // Of the system: libraries that are loaded late, and what the garbage collector looks at.
    private static readonly string[] SystemPaths = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", ControlGroup, "/proc/meminfo", "/proc/stat", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom"];

    // DuckDB reads it whenever an instance is opened, and ends the process where it may not. A rule holds for the file's inode, which is another one
    // when the system has forgotten it meanwhile: it does not forget what is open.
    private const string ControlGroup = "/proc/self/cgroup";
    private static FileStream? s_controlGroup;

    private readonly bool _hasFileRules;

    private ProcessSandbox(IReadOnlyList<string> missing, bool hasFileRules) => (Missing, _hasFileRules) = (missing, hasFileRules);

    /// <summary>What the system did not let this process give up, in words for a log.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Closes around the process, for good. To be called from the thread that starts all others.</summary>
    public static ProcessSandbox Enter(WorkerSettings settings)
    {
        if (!OperatingSystem.IsLinux()) return new(["resource limits, system call filter and file rules: only Linux has them"], hasFileRules: false);
        // What is loaded or opened late must be, before it can no longer be.
        _ = DuckDbDatabase.LibraryVersion;
        _ = ProcessMemory.ResidentBytes();
        s_controlGroup = File.OpenRead(ControlGroup);

        ResourceLimits.Enter(settings);
        var missing = new List<string>();
        if (SystemCallFilter.Enter() is { } reason) missing.Add(reason);
        if (FileRules.Version > 0)
        {
            using var rules = FileRules.Create();
            foreach (var file in ProgramFiles()) rules.Read(file);
            foreach (var path in SystemPaths) rules.Read(path);
            rules.Read(settings.ReadFolder).ReadAndWrite(settings.SpillFolder).Enter();
        }
        else
        {
            missing.Add("file rules (Landlock)");
        }
        return new(missing, FileRules.Version > 0);
    }

    /// <summary>Leaves to the calling thread, and to those it starts, one statement's files and where it spills; and to the process, so much more processor time.</summary>
    public void Confine(IEnumerable<string> files, string spillFolder, TimeSpan? cpuTimeMax)
    {
        if (!OperatingSystem.IsLinux()) return;
        ResourceLimits.LimitCpu(cpuTimeMax);
        if (!_hasFileRules) return;
        using var rules = FileRules.Create();
        // Of the program's folder the process has kept the libraries alone.
        foreach (var folder in ProgramFolders()) rules.Read(folder);
        foreach (var path in SystemPaths) rules.Read(path);
        foreach (var file in files) rules.Read(file);
        rules.ReadAndWrite(spillFolder).Enter();
    }

    private static IEnumerable<string> ProgramFolders() => Libraries().Select(file => Path.GetDirectoryName(file)!).Append(AppContext.BaseDirectory).Distinct();

    // The runtime's own folders as they are; of the program's, which may hold settings, only what is code.
    private static IEnumerable<string> ProgramFiles()
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return ProgramFolders().Where(folder => folder.TrimEnd(Path.DirectorySeparatorChar) != own)
            .Concat(Directory.EnumerateFiles(own, "*.dll")).Concat(Directory.EnumerateFiles(own, "*.so*"));
    }

    private static string[] Libraries() => (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}

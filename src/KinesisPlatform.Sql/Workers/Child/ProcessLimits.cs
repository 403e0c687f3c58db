using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>
/// The operating system's limits on a worker, for what DuckDB's own do not catch. On Linux only; elsewhere the engine's timeout and DuckDB's limits stand alone.
/// </summary>
internal static partial class ProcessLimits
{
    // <bits/resource.h>
    private const int CpuSeconds = 0, DataBytes = 2, CoreBytes = 4;

    public static void Apply(WorkerPlan plan)
    {
        if (!OperatingSystem.IsLinux()) return;
        // Data, not address space: the runtime reserves far more addresses than it uses.
        Limit(DataBytes, (ulong)plan.ProcessBytesMax);
        Limit(CoreBytes, 0);
        if (plan.CpuTimeMax is { } cpu) Limit(CpuSeconds, (ulong)Math.Ceiling(cpu.TotalSeconds));
        PreferAsVictim();
    }

    /// <summary>Ends the process without waiting for DuckDB's threads.</summary>
    public static void ExitAtOnce()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) Exit(0);
        Environment.Exit(0);
    }

    [SupportedOSPlatform("linux")]
    private static void Limit(int resource, ulong value)
    {
        var limit = new ResourceLimit { Soft = value, Hard = value };
        if (SetResourceLimit(resource, ref limit) != 0)
            throw new NotSupportedException($"The system did not take resource limit {resource} = {value} (error {Marshal.GetLastPInvokeError()}).");
    }

    // Should the machine run out of memory, a query goes before the service does.
    private static void PreferAsVictim()
    {
        try { File.WriteAllText("/proc/self/oom_score_adj", "1000"); }
        catch (IOException) { /* A container may not allow it; the limits above still hold. */ }
        catch (UnauthorizedAccessException) { }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetResourceLimit(int resource, ref ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft, Hard;
    }
}

using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace KinesisPlatform.Sql.Workers.Sandbox;

/// <summary>What the kernel lets this process use at most: setrlimit(2), nice(2).</summary>
[SupportedOSPlatform("linux")]
internal static partial class ResourceLimits
{
    private const ulong FilesMax = 4096;
    // Behind the gateway itself where both want the processor, yet far from starved.
    private const int Niceness = 5;

    // <bits/resource.h>
    private const int CpuSeconds = 0, FileBytes = 1, DataBytes = 2, CoreBytes = 4, OpenFiles = 7, MessageQueueBytes = 12;

    public static void Enter(WorkerSettings settings)
    {
        // Data, not address space: the runtime reserves far more addresses than it uses.
        Limit(DataBytes, (ulong)settings.ProcessBytesMax);
        Limit(FileBytes, (ulong)settings.TempBytesMax);
        Limit(CoreBytes, 0);
        Limit(OpenFiles, FilesMax);
        Limit(MessageQueueBytes, 0);
        _ = SetPriority(0, 0, Niceness);
        PreferAsVictim();
    }

    /// <summary>Ends the process when it has used this much more processor time; null for no limit.</summary>
    public static void LimitCpu(TimeSpan? more)
    {
        // Only the soft limit, at which the kernel ends the process as well: a hard one could not be raised for the next statement.
        Get(CpuSeconds, out var limit);
        limit.Soft = more is { } time ? (ulong)Math.Ceiling((Environment.CpuUsage.TotalTime + time).TotalSeconds) : limit.Hard;
        Set(CpuSeconds, limit);
    }

    private static void Limit(int resource, ulong value)
    {
        Get(resource, out var limit);
        value = Math.Min(value, limit.Hard);
        Set(resource, new() { Soft = value, Hard = value });
    }

    private static void Get(int resource, out Pair limit)
    {
        if (GetLimit(resource, out limit) != 0) throw new InvalidOperationException($"The system did not tell resource limit {resource} (error {Marshal.GetLastPInvokeError()}).");
    }

    private static void Set(int resource, Pair limit)
    {
        if (SetLimit(resource, ref limit) != 0)
            throw new InvalidOperationException($"The system did not take resource limit {resource} = {limit.Soft} (error {Marshal.GetLastPInvokeError()}).");
    }

    // Should the machine run out of memory, a query goes before the service does.
    private static void PreferAsVictim()
    {
        try { File.WriteAllText("/proc/self/oom_score_adj", "1000"); }
        catch (IOException) { /* A container may not allow it; the limits above still hold. */ }
        catch (UnauthorizedAccessException) { }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Pair limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ref Pair limit);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int niceness);

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public ulong Soft, Hard;
    }
}

using System.Globalization;

namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>CPU time, user and kernel, of a process, of its children that ended and were waited for, and of those that run (proc(5), <c>stat</c>).</summary>
internal static class ProcessTreeCpu
{
    private static readonly double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK): 100 on every Linux that .NET runs on.

    public static double Seconds(int processId)
    {
        var ticks = Ticks(Fields(processId), andEnded: true);
        // One may end meanwhile: its time is then its parent's.
        foreach (var id in ChildrenOf(processId)) ticks += Ticks(Fields(id), andEnded: true);
        return ticks / TicksPerSecond;
    }

    public static IEnumerable<int> ChildrenOf(int processId)
    {
        var parent = processId.ToString(CultureInfo.InvariantCulture);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Fields(id) is { } fields && fields[1] == parent) yield return id;
    }

    /// <summary>CPU time that .NET spent so far on compiling anew what is hot, in a process alone (proc(5), <c>task/[tid]/stat</c>).</summary>
    public static double CompilerSeconds(int processId)
    {
        var ticks = 0L;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                // Names are cut to 15 characters.
                if (File.ReadAllText($"{task}/comm").StartsWith(".NET Tiered Com", StringComparison.Ordinal)) ticks += Ticks(Fields($"{task}/stat"), andEnded: false);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
        return ticks / TicksPerSecond;
    }

    // "1234 (dotnet) S 1 …": the name may hold spaces and braces. From the state on: state, parent, …, utime (11), stime (12), cutime (13), cstime (14).
    private static string[]? Fields(int processId) => Fields($"/proc/{processId}/stat");

    private static string[]? Fields(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Ticks(string[]? fields, bool andEnded)
    {
        if (fields is null) return 0;
        var ticks = Tick(fields[11]) + Tick(fields[12]);
        return andEnded ? ticks + Tick(fields[13]) + Tick(fields[14]) : ticks;
    }

    private static long Tick(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

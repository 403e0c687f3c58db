using System.Globalization;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>The most memory this process has had resident since <see cref="Reset"/>, native libraries included. Linux keeps it (proc(5): <c>clear_refs</c>, <c>VmHWM</c>).</summary>
internal static class PeakMemory
{
    public static void Reset()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <inheritdoc cref="Megabytes(string)"/>
    public static double Megabytes() => Megabytes("self");

    /// <param name="process">Its id.</param>
    /// <exception cref="InvalidOperationException">The system does not say.</exception>
    public static double Megabytes(string process)
    {
        // VmHWM:	  123456 kB
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? throw new InvalidOperationException("The system does not tell the peak of resident memory.");
        return long.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>This process' memory, as the system counts it.</summary>
internal static class ProcessMemory
{
    // Opened before the sandbox closes, and read from its start each time.
    private static readonly FileStream? File = Open();

    /// <summary>Resident memory; 0 where the system does not tell.</summary>
    /// <remarks>/proc/self/statm: "size resident shared text lib data dt", in pages.</remarks>
    public static long ResidentBytes()
    {
        if (File is null) return 0;
        Span<byte> text = stackalloc byte[128];
        var length = RandomAccess.Read(File.SafeFileHandle, text, 0);
        var resident = text[..length];
        resident = resident[(resident.IndexOf((byte)' ') + 1)..];
        return long.TryParse(resident[..Math.Max(0, resident.IndexOf((byte)' '))], System.Globalization.CultureInfo.InvariantCulture, out var pages) ? pages * Environment.SystemPageSize : 0;
    }

    private static FileStream? Open() => OperatingSystem.IsLinux() ? new("/proc/self/statm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0) : null;
}

using System.Globalization;

namespace KinesisPlatform.Sql.Workers;

/// <summary>A process' resident memory, as the system counts it.</summary>
/// <remarks>/proc/{pid}/statm: "size resident shared text lib data dt", in pages.</remarks>
internal static class ProcessMemory
{
    // Opened before a worker's sandbox closes, and read from its start each time.
    private static readonly FileStream? Own = OperatingSystem.IsLinux() ? Open("self") : null;

    /// <summary>Of this process; 0 where the system does not tell.</summary>
    public static long ResidentBytes() => Own is null ? 0 : Read(Own);

    /// <summary>Of another one; 0 where the system does not tell, or when it has gone.</summary>
    public static long ResidentBytes(int processId)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        try
        {
            using var file = Open(processId.ToString(CultureInfo.InvariantCulture));
            return Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static FileStream Open(string process) => new($"/proc/{process}/statm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    private static long Read(FileStream file)
    {
        Span<byte> text = stackalloc byte[128];
        var length = RandomAccess.Read(file.SafeFileHandle, text, 0);
        var resident = text[..length];
        resident = resident[(resident.IndexOf((byte)' ') + 1)..];
        return long.TryParse(resident[..Math.Max(0, resident.IndexOf((byte)' '))], CultureInfo.InvariantCulture, out var pages) ? pages * Environment.SystemPageSize : 0;
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace KinesisPlatform.Sql.Cache;

/// <summary>Another name of a file.</summary>
internal static partial class HardLink
{
    /// <exception cref="IOException">The system did not make it.</exception>
    public static void Create(string link, string file)
    {
        if (OperatingSystem.IsWindows() ? CreateHardLink(link, file, 0) : LinkFile(file, link) == 0) return;
        throw new IOException($"{file} could not be linked: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string file, string link);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string link, string file, nint security);
}

using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace KinesisPlatform.Sql.Workers.Sandbox;

/// <summary>
/// A Landlock ruleset: the files and folders that the calling thread, and every thread it starts from then on, may still open; everything else of the file system is
/// refused with EACCES. Rulesets add up to what all of them allow; none can be taken back.
/// </summary>
/// <remarks>Source: landlock(7), <c>linux/landlock.h</c>.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class FileRules : IDisposable
{
    private const int CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    private const int AskVersion = 1, PathBeneath = 1;
    private const int PathOnly = 0x20_0000, CloseOnExec = 0x8_0000;
    private const int SetNoNewPrivileges = 38;

    private const ulong Execute = 1 << 0, WriteFile = 1 << 1, ReadFile = 1 << 2, ReadFolder = 1 << 3, RemoveFolder = 1 << 4, RemoveFile = 1 << 5,
        MakeFolder = 1 << 7, MakeFile = 1 << 8, Truncate = 1 << 14;

    // What each version of the interface came to know: files; linking across folders; truncation; (network); device control; (signals to others).
    private static readonly ulong[] AccessByVersion = [(1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1];

    private readonly SafeFileHandle _ruleset;
    private readonly ulong _handled;

    private FileRules(SafeFileHandle ruleset, ulong handled) => (_ruleset, _handled) = (ruleset, handled);

    /// <summary>The kernel's version of the interface; 0 where there is none.</summary>
    public static int Version { get; } = Math.Max(0, (int)Call(CreateRuleset, 0, 0, AskVersion, 0));

    /// <returns>An empty ruleset, which allows nothing.</returns>
    public static FileRules Create()
    {
        var handled = AccessByVersion[Math.Min(Version, AccessByVersion.Length) - 1];
        var attributes = new Attributes { Files = handled, Network = Version >= 4 ? 3ul : 0, Scope = Version >= 6 ? 3ul : 0 };
        var length = Version >= 6 ? 24 : Version >= 4 ? 16 : 8;
        return new(new((nint)Checked(Call(CreateRuleset, (nint)(&attributes), length, 0, 0), "create a ruleset"), ownsHandle: true), handled);
    }

    /// <summary>What is not there is left out.</summary>
    public FileRules Read(string path)
    {
        Add(path, Directory.Exists(path) ? ReadFile | ReadFolder : ReadFile);
        return this;
    }

    /// <param name="folder">With all that is or will be in it.</param>
    public FileRules ReadAndWrite(string folder)
    {
        Add(folder, ReadFile | ReadFolder | WriteFile | MakeFile | RemoveFile | MakeFolder | RemoveFolder | Truncate);
        return this;
    }

    /// <summary>From now on, for the calling thread and those it starts.</summary>
    public void Enter()
    {
        Checked(Control(SetNoNewPrivileges, 1, 0, 0, 0), "give up new privileges");
        Checked(Call(RestrictSelf, (int)_ruleset.DangerousGetHandle(), 0, 0, 0), "enter a ruleset");
    }

    public void Dispose() => _ruleset.Dispose();

    private void Add(string path, ulong access)
    {
        var file = Open(path, PathOnly | CloseOnExec);
        if (file < 0) return;
        using var handle = new SafeFileHandle(file, ownsHandle: true);
        var rule = new PathRule { Access = access & _handled, File = file };
        Checked(Call(AddRule, (int)_ruleset.DangerousGetHandle(), PathBeneath, (nint)(&rule), 0), "add a rule");
    }

    private static nint Checked(nint result, string what) =>
        result >= 0 ? result : throw new InvalidOperationException($"The system did not {what} for file access (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public ulong Files, Network, Scope;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Access;
        public int File;
    }
}

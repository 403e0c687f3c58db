using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Tests.Workers.Sandbox;

/// <summary>A process that gives up what a worker gives up, and then tries what code that has taken a worker over would try. Prints what came of it: name, tab, outcome.</summary>
internal static unsafe partial class SandboxProbe
{
    public const string Argument = "sandbox-probe";

    private const string Done = "done";

    public static bool Handles(IReadOnlyList<string> arguments) => arguments is [Argument, _, _, _, _];

    /// <param name="arguments">Itself, the settings, a file of the statement's, a file that is not, what to try that ends the process or <c>all</c> of the rest.</param>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var settings = JsonSerializer.Deserialize<WorkerSettings>(arguments[1])!;
        var (own, foreign, what) = (arguments[2], arguments[3], arguments[4]);
        var sandbox = ProcessSandbox.Enter(settings);
        var thread = new Thread(() =>
        {
            sandbox.Confine([own], settings.SpillFolder, what == "processor" ? TimeSpan.FromSeconds(0.1) : null);
            if (what == "processor") Spin();
            TryAll(settings, own, foreign);
        });
        thread.Start();
        thread.Join();
        Try("missing", () => string.Join(';', sandbox.Missing));
        return 0;
    }

    private static void TryAll(WorkerSettings settings, string own, string foreign)
    {
        Try("own file", () => File.ReadAllText(own));
        Try("temporary file", () => Write(Path.Combine(settings.SpillFolder, "x")));
        Try("another statement's file", () => File.ReadAllText(foreign));
        Try("change own file", () => Write(own));
        Try("new file beside own", () => Write(own + "x"));
        Try("list folder", () => $"{Directory.GetFileSystemEntries(settings.ReadFolder).Length}");
        Try("passwd", () => File.ReadAllText("/etc/passwd"));
        Try("program's settings", () => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.Sql.Tests.runtimeconfig.json")));
        Try("parent's environment", () => File.ReadAllText($"/proc/{Parent()}/environ"));
        Try("parent's memory", () => File.OpenRead($"/proc/{Parent()}/mem").Name);
        Try("file elsewhere", () => Write($"/tmp/sandbox-probe-{Environment.ProcessId}"));
        Try("shared memory", () => Write($"/dev/shm/sandbox-probe-{Environment.ProcessId}"));
        Try("tcp", () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Handle.ToString());
        Try("udp", () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Handle.ToString());
        Try("unix socket", () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Handle.ToString());
        Try("program", () => Process.Start("/bin/true").Id.ToString());
        Call("exec", () => Execute("/bin/true", 0, 0));
        Call("fork", () => Fork());
        Call("signal to parent", () => Kill(Parent(), 0));
        Call("limits of parent", () => Limits(Parent(), 7, 0, 0));
        Call("trace", () => Trace(16, Parent(), 0, 0));
        Call("io_uring", () => SystemCall(425, 1, 0, 0));
        Call("new namespace", () => Unshare(0x1000_0000));
        Try("signal to itself", () => Kill(Environment.ProcessId, 0) == 0 ? Done : "refused");
        Try("more memory than it may have", () => Allocate((nuint)settings.ProcessBytesMax * 2));
        Try("more files than it may open", Open);
        Try("variable", () => Environment.GetEnvironmentVariable("SANDBOX_PROBE_SECRET") ?? "none");
    }

    private static void Try(string name, Func<string> action)
    {
        string outcome;
        try
        {
            outcome = action();
        }
#pragma warning disable CA1031 // Whatever it is, it is the outcome.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = $"refused: {exception.GetType().Name}";
        }
        Console.WriteLine($"{name}\t{outcome}");
    }

    private static void Call(string name, Func<nint> call) => Try(name, () => call() == -1 ? $"refused: {Marshal.GetLastPInvokeError()}" : Done);

    private static string Write(string path)
    {
        File.WriteAllText(path, "x");
        return Done;
    }

    private static string Allocate(nuint length)
    {
        NativeMemory.Free(NativeMemory.Alloc(length));
        return Done;
    }

    private static string Open()
    {
        var files = new List<FileStream>();
        try
        {
            while (files.Count < 100_000) files.Add(File.OpenRead("/dev/null"));
            return Done;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static void Spin()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(2);) { }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();

    [LibraryImport("libc", EntryPoint = "fork", SetLastError = true)]
    private static partial int Fork();

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint arguments, nint environment);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Limits(int process, int resource, nint changed, nint before);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, nint process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint argument1, nint argument2, nint argument3);
}

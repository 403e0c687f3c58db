using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Running;

/// <summary>
/// A small shell process between the host and a resource. It starts the resource in a session of its own and watches a pipe that
/// only the host holds: when the pipe closes, which the kernel does even after <c>kill -9</c> of the host, the resource's whole
/// process group gets SIGTERM and, after the grace period, SIGKILL.
/// </summary>
internal static class ProcessGuard
{
    /// <summary>How long a resource may take to stop by itself.</summary>
    public const int GraceSeconds = 10;


    // $1 is the grace in tenths of a second, the rest is the command. The resource reads from /dev/null: a closed descriptor 0
    // would be given to the first file it opens. A stop that comes before setsid has made the group waits for it.
    private const string Script = """
        grace=$1; shift
        exec 3<&0 </dev/null
        setsid "$@" 3<&- & child=$!
        (
          while read -r _ <&3; do :; done
          until kill -0 -$child 2>/dev/null || ! kill -0 $child 2>/dev/null; do sleep 0.01; done
          kill -TERM -$child 2>/dev/null
          while [ $grace -gt 0 ] && kill -0 -$child 2>/dev/null; do sleep 0.1; grace=$((grace-1)); done
          kill -KILL -$child 2>/dev/null
        ) & watch=$!
        exec 3<&-
        wait $child; code=$?
        kill $watch 2>/dev/null
        kill -KILL -$child 2>/dev/null
        exit $code
        """;

    private static readonly string GraceTenths = (GraceSeconds * 10).ToString(CultureInfo.InvariantCulture);
    // bash first: dash, which is often /bin/sh, drops variables whose names are not its own, such as services__query-gateway__http__0.
    private static readonly string? Shell = First("/bin/bash", "/usr/bin/bash", "/bin/sh");
    private static readonly string? Setsid = First("/usr/bin/setsid", "/bin/setsid");

    /// <summary>False on systems without <c>setsid</c> (macOS, Windows): children are then stopped by an orderly end of the host only.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && Setsid is not null && Shell is not null;

    /// <summary>Rewrites a start so that it runs under the guard. The guard's standard input must be a pipe.</summary>
    public static void Apply(ProcessStartInfo start)
    {
        // The guard has its own session too: Ctrl-C in the terminal must reach the host alone.
        string[] guarded = [Shell!, "-c", Script, "guard", GraceTenths, start.FileName, .. start.ArgumentList];
        start.FileName = Setsid!;
        start.ArgumentList.Clear();
        foreach (var argument in guarded) start.ArgumentList.Add(argument);
    }

    private static string? First(params string[] paths) => paths.FirstOrDefault(File.Exists);
}

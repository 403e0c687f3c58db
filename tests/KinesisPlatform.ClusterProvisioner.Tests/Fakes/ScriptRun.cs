using System.Diagnostics;
using KinesisPlatform.ClusterProvisioner.Files;

namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>
/// Runs a bootstrap script with bash in a folder of its own, where <c>aws</c>, <c>sudo</c> and what else belongs to an instance are stand-ins that note their arguments. Absolute paths of an
/// instance become paths in that folder.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class ScriptRun : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("script-").FullName;

    public ScriptRun()
    {
        Directory.CreateDirectory(Path("bin"));
        Directory.CreateDirectory(Path("s3"));
        // Objects are files named as the last part of their key.
        Stub("aws", """
            case "$1 $2" in
              "s3 cp")
                args=("$@"); from=${args[-2]}; to=${args[-1]}
                [[ -f $ROOT/s3/${from##*/} ]] || { echo "An error occurred (404): $from" >&2; exit 1; }
                if [[ $to == - ]]; then cat "$ROOT/s3/${from##*/}"; else cp "$ROOT/s3/${from##*/}" "$to"; fi ;;
              "ssm get-parameter" | "secretsmanager get-secret-value") cat "$ROOT/token" ;;
              *) exit 2 ;;
            esac
            """);
        // As nobody in particular: owners are noted and not set.
        Stub("sudo", """
            args=()
            while (($#)); do
              case "$1" in -o | -g) shift 2 ;; *) args+=("$1"); shift ;; esac
            done
            exec "${args[@]}"
            """);
        foreach (var name in (string[])["getent", "groupadd", "useradd", "systemctl", "sleep", "chown", "id"]) Stub(name, "exit 0");
    }

    /// <summary>What the stand-ins were called with, a line each.</summary>
    public string Calls => File.Exists(Path("calls")) ? File.ReadAllText(Path("calls")) : "";

    public string Output { get; private set; } = "";

    public string Path(string relative) => System.IO.Path.Combine(_root, relative.TrimStart('/'));

    public void Write(string relative, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(relative))!);
        File.WriteAllText(Path(relative), content);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string script, params string[] arguments)
    {
        var content = FileTemplates.Script(script).Content;
        foreach (var folder in (string[])["/etc/", "/opt/", "/mnt", "/var/log/", "/usr/local/bin/"]) content = content.Replace(folder, _root + folder, StringComparison.Ordinal);
        foreach (var folder in (string[])["etc/systemd/system", "opt", "mnt", "var/log", "usr/local/bin"]) Directory.CreateDirectory(Path(folder));
        Write("script.sh", content);
        var start = new ProcessStartInfo("bash", [Path("script.sh"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["PATH"], start.Environment["ROOT"], start.Environment["TMPDIR"]) = ($"{Path("bin")}:{Environment.GetEnvironmentVariable("PATH")}", _root, _root);
        using var bash = Process.Start(start)!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Output = await output + await error;
        return bash.ExitCode;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Stub(string name, string body)
    {
        Write($"bin/{name}", $"#!/bin/bash\nprintf '%s\\n' \"{name} $*\" >> \"$ROOT/calls\"\n{body}\n");
        File.SetUnixFileMode(Path($"bin/{name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

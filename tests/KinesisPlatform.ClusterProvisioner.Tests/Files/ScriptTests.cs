using System.Diagnostics;
using System.Security.Cryptography;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;

namespace KinesisPlatform.ClusterProvisioner.Tests.Files;

/// <summary>The bootstrap scripts themselves, run by bash.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ScriptTests : IDisposable
{
    private const string Token = "kp_cluster_0123456789abcdefghijABCDEFGHIJ0123456789abc";

    private readonly ScriptRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("ssm:/kinesis-platform/token")]
    [InlineData("secretsmanager:token")]
    [InlineData("s3://secrets/token")]
    public async Task InstallTrinoCatalog_WithAKey_PutsItIntoOneFileAndNowhereElse(string tokenFrom)
    {
        _run.Write("s3/kinesis.properties", "connector.name=iceberg\n");
        _run.Write("s3/token", Token + "\n");
        _run.Write("token", Token + "\n");
        Assert.True(await _run.RunAsync(TrinoFiles.InstallScript, "kinesis", "s3://b/kinesis.properties", tokenFrom, "us-east-1") == 0, _run.Output);
        var file = _run.Path("/etc/trino/conf/catalog/kinesis.properties");
        Assert.Equal($"connector.name=iceberg\niceberg.rest-catalog.oauth2.token={Token}\n", await File.ReadAllTextAsync(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        Assert.Contains("sudo install -m 0640 -o root -g trino /dev/stdin", _run.Calls, StringComparison.Ordinal);
        // Arguments show in the list of processes, and output in the log that goes to S3.
        Assert.DoesNotContain(Token, _run.Calls, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstallTrinoCatalog_WithoutAKey_WritesTheFileAsItIs()
    {
        _run.Write("s3/kinesis.properties", "connector.name=iceberg\n");
        Assert.True(await _run.RunAsync(TrinoFiles.InstallScript, "kinesis", "s3://b/kinesis.properties", "none", "us-east-1") == 0, _run.Output);
        Assert.Equal("connector.name=iceberg\n", await File.ReadAllTextAsync(_run.Path("/etc/trino/conf/catalog/kinesis.properties")));
    }

    [Theory]
    [InlineData("a-password", "does not hold an API key")]
    [InlineData("kp_a_b\niceberg.x=y", "does not hold an API key")]
    [InlineData(null, "cannot be read from ssm:/token")]
    public async Task InstallTrinoCatalog_WithoutAUsableKey_FailsAndSaysWhatToDo(string? token, string expected)
    {
        _run.Write("s3/kinesis.properties", "connector.name=iceberg\n");
        if (token is not null) _run.Write("token", token);
        Assert.Equal(1, await _run.RunAsync(TrinoFiles.InstallScript, "kinesis", "s3://b/kinesis.properties", "ssm:/token", "us-east-1"));
        Assert.Contains(expected, _run.Output, StringComparison.Ordinal);
        if (token is not null) Assert.DoesNotContain(token, _run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_run.Path("/etc/trino/conf/catalog/kinesis.properties")));
    }

    [Fact]
    public async Task InstallDrill_OfTheTarballThatWasMeant_ConfiguresAndStartsIt()
    {
        var sha256 = await TarballAsync();
        WriteDrillFiles();
        Assert.True(await _run.RunAsync(DrillFiles.InstallScript, DrillArguments(sha256)) == 0, _run.Output);
        Assert.Equal("thrift://ip-10-0-0-1.ec2.internal:9083", await File.ReadAllTextAsync(_run.Path("/opt/drill/conf/storage-plugins-override.conf")));
        Assert.Contains("export DRILL_HEAP=\"4G\"", await File.ReadAllTextAsync(_run.Path("/opt/drill/conf/drill-env.sh")), StringComparison.Ordinal);
        Assert.Contains("systemctl start --no-block drillbit.service", _run.Calls, StringComparison.Ordinal);
        var unit = await File.ReadAllTextAsync(_run.Path("/etc/systemd/system/drillbit.service"));
        Assert.Contains("kinesis-platform-await-drill ip-10-0-0-1.ec2.internal", unit, StringComparison.Ordinal);
        await ValidAsync(_run.Path("/usr/local/bin/kinesis-platform-await-drill"));
    }

    [Fact]
    public async Task InstallDrill_OfAnotherFile_InstallsNothing()
    {
        await TarballAsync();
        WriteDrillFiles();
        Assert.Equal(1, await _run.RunAsync(DrillFiles.InstallScript, DrillArguments(new('0', 64))));
        Assert.Contains("is not the file whose SHA-256", _run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.Path("/opt/drill")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InstallIdleGuard_OnThePrimaryOnly_SetsUpItsTimer(bool isPrimary)
    {
        _run.Write("/mnt/var/lib/info/instance.json", isPrimary ? """{"isMaster": true}""" : """{"isMaster":false}""");
        Assert.True(await _run.RunAsync(FileTemplates.IdleGuardScript, "trino") == 0, _run.Output);
        Assert.Equal(isPrimary, _run.Calls.Contains("systemctl enable --now kinesis-platform-busy.timer", StringComparison.Ordinal));
        Assert.Equal(isPrimary, File.Exists(_run.Path("/usr/local/bin/kinesis-platform-busy")));
        if (isPrimary) await ValidAsync(_run.Path("/usr/local/bin/kinesis-platform-busy"));
    }

    /// <summary>A tarball as Drill's is built: one folder, with the release in it.</summary>
    private async Task<string> TarballAsync()
    {
        _run.Write("release/apache-drill-1.22.0/bin/drillbit.sh", "#!/bin/bash\n");
        _run.Write("release/apache-drill-1.22.0/conf/drill-env.sh", "");
        File.SetUnixFileMode(_run.Path("release/apache-drill-1.22.0/bin/drillbit.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var tar = Process.Start("tar", ["-czf", _run.Path("s3/drill.tar.gz"), "-C", _run.Path("release"), "apache-drill-1.22.0"]);
        await tar.WaitForExitAsync();
        return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_run.Path("s3/drill.tar.gz"))));
    }

    private void WriteDrillFiles()
    {
        _run.Write("/mnt/var/lib/info/job-flow.json", """
            {
              "jobFlowId" : "j-1",
              "masterPrivateDnsName" : "ip-10-0-0-1.ec2.internal",
              "masterInstanceType" : "m7g.xlarge"
            }
            """);
        foreach (var file in (string[])["o.conf", "core-site.xml"]) _run.Write($"s3/{file}", "");
        _run.Write("s3/storage.conf", "thrift://@PRIMARY@:9083");
    }

    private static string[] DrillArguments(string sha256) => ["s3://b/drill.tar.gz", sha256, "s3://b/o.conf", "s3://b/storage.conf", "s3://b/core-site.xml", "4", "8", "us-east-1"];

    private static async Task ValidAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", script]) { RedirectStandardError = true })!;
        var errors = await bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, errors);
    }
}

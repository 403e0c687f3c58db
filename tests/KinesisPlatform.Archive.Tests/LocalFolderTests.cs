using System.Diagnostics;
using KinesisPlatform.Archive.DataFiles;

namespace KinesisPlatform.Archive.Tests;

public sealed class LocalFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("archive-tests-").FullName;

    [Fact]
    public async Task Of_FilesOfAKilledProcess_AreDeletedAndThoseOfALivingOneKept()
    {
        var (dead, living) = (Owned("dead"), Owned("living"));
        File.WriteAllText(dead + ".lock", "");
        // As a merge has it.
        Directory.CreateDirectory(Path.Combine(dead, "kinesis-platform-merge-1"));
        File.WriteAllText(Path.Combine(dead, "kinesis-platform-merge-1", "00000.parquet"), "");
        // flock(1) holds the kind of lock that a process of ours holds.
        using var owner = Process.Start(new ProcessStartInfo("flock", ["--exclusive", living + ".lock", "sh", "-c", "echo held; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("held", await owner.StandardOutput.ReadLineAsync());

        var folder = LocalFolder.Of(_parent);

        Assert.False(Directory.Exists(dead) || File.Exists(dead + ".lock"));
        Assert.True(File.Exists(Path.Combine(living, "data.parquet")));
        Assert.True(Directory.Exists(folder));
        Assert.Equal(folder, LocalFolder.Of(_parent + "/"));
        owner.StandardInput.Close();
        await owner.WaitForExitAsync();
    }

    [Fact]
    public void Of_FilesOfOthers_AreKept()
    {
        var (unlocked, foreign) = (Owned("unlocked"), Path.Combine(_parent, "notes.lock"));
        File.WriteAllText(foreign, "");

        LocalFolder.Of(_parent);

        Assert.True(Directory.Exists(unlocked) && File.Exists(foreign));
    }

    private string Owned(string name)
    {
        var folder = Path.Combine(_parent, $"kinesis-platform-{name}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "data.parquet"), "");
        return folder;
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}

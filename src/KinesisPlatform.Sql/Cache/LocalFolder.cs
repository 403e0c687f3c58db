using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Cache;

/// <summary>A folder of this process alone: several services, or several instances of one, may run on a machine with the same settings.</summary>
internal sealed class LocalFolder : IDisposable
{
    private const int InstancesMax = 32;

    private readonly FileStream _lock;

    public LocalFolder(IOptions<SqlOptions> options)
    {
        for (var instance = 0; instance < InstancesMax; instance++)
        {
            var path = System.IO.Path.Combine(options.Value.Folder, instance.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (TryLock(path) is not { } file) continue;
            (_lock, Path) = (file, path);
            Directory.CreateDirectory(TemporaryPath);
            TryLink();
            return;
        }
        throw new PlatformException(FailureKind.Invalid, $"{options.Value.Folder} is in use by {InstancesMax} processes already, or cannot be written. Set {SqlOptions.SectionName}:CacheFolder.");
    }

    public string Path { get; }

    private string TemporaryPath => System.IO.Path.Combine(Path, "temp");

    /// <summary>An empty folder for temporary files.</summary>
    public string CreateTemporary()
    {
        var path = System.IO.Path.Combine(TemporaryPath, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return path;
    }

    public void Dispose() => _lock.Dispose();

    // Better told at the start than to every query.
    private void TryLink()
    {
        var folder = CreateTemporary();
        var file = System.IO.Path.Combine(folder, "file");
        File.WriteAllBytes(file, []);
        try { HardLink.Create($"{file}.link", file); }
        catch (IOException exception)
        {
            _lock.Dispose();
            throw new PlatformException(FailureKind.Invalid, $"{exception.Message} Queries read files by hard links: set {SqlOptions.SectionName}:CacheFolder to a folder of a local disk.", exception);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var file = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // What an earlier process left behind.
            var temporary = System.IO.Path.Combine(path, "temp");
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            return file;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}

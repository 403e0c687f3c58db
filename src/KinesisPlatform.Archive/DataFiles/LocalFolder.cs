using System.Collections.Concurrent;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>
/// This process' own folder for files on their way to the bucket. A lock beside it is held as long as the process lives, however it ends: what processes left behind that were killed is
/// deleted when the next one starts.
/// </summary>
internal static class LocalFolder
{
    private const string NamePrefix = "kinesis-platform-", LockSuffix = ".lock";

    private static readonly ConcurrentDictionary<string, Lazy<(string Folder, FileStream Lock)>> Folders = [];

    /// <param name="parent">Shared by processes.</param>
    /// <returns>The folder; it exists.</returns>
    public static string Of(string parent)
    {
        var folder = Folders.GetOrAdd(Path.TrimEndingDirectorySeparator(Path.GetFullPath(parent)), path => new(() => Open(path))).Value.Folder;
        // Whoever cleans the system's temporary folder takes old empty folders too.
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static (string Folder, FileStream Lock) Open(string parent)
    {
        Directory.CreateDirectory(parent);
        DeleteLeftBehind(parent);
        var folder = Path.Combine(parent, $"{NamePrefix}{Guid.NewGuid():N}");
        return (folder, new(folder + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    private static void DeleteLeftBehind(string parent)
    {
        foreach (var path in Directory.EnumerateFiles(parent, $"{NamePrefix}*{LockSuffix}"))
        {
            try
            {
                // Refused as long as the process lives that holds it.
                using var held = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                var folder = path[..^LockSuffix.Length];
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process', alive or of another user; or another that starts deletes it now.
            }
        }
    }
}

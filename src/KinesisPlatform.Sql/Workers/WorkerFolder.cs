using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Workers;

/// <summary>
/// A worker's own folder. DuckDB's settings are locked once for all statements of an instance and name this folder; what a statement may read of it are links to the statement's files, there
/// as long as it runs. For one caller at a time.
/// </summary>
internal sealed class WorkerFolder(string path) : IDisposable
{
    private readonly TemporaryFolder _folder = new(path);
    private readonly Dictionary<string, string> _links = [];
    // Never used again: DuckDB keeps what it knows of a file by its name.
    private long _linkCount;

    /// <summary>Read by statements.</summary>
    public string FilesPath { get; } = Directory.CreateDirectory(Path.Combine(path, "files")).FullName;

    /// <summary>Written by statements.</summary>
    public string SpillPath { get; } = Directory.CreateDirectory(Path.Combine(path, "spill")).FullName;

    /// <summary>Lets the next statement read a file of the same volume, until <see cref="Clear"/>.</summary>
    /// <returns>The path by which it reads the file.</returns>
    /// <exception cref="IOException">The file is gone, or the folder cannot be written.</exception>
    public string Link(string file)
    {
        if (_links.TryGetValue(file, out var link)) return link;
        link = Path.Combine(FilesPath, $"{_linkCount++}.parquet");
        HardLink.Create(link, file);
        return _links[file] = link;
    }

    /// <summary>The statement has ended.</summary>
    public void Clear()
    {
        foreach (var link in _links.Values)
        {
            try { File.Delete(link); }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException) { /* Goes with the folder. */ }
        }
        _links.Clear();
    }

    public void Dispose() => _folder.Dispose();
}

namespace KinesisPlatform.Sql.Cache;

/// <summary>A folder that goes with who made it.</summary>
internal sealed class TemporaryFolder(string path) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose()
    {
        try { Directory.Delete(Path, recursive: true); }
        catch (IOException) { /* The next start clears what is left. */ }
        catch (UnauthorizedAccessException) { }
    }
}

namespace KinesisPlatform.Simulation.Storage;

/// <summary>A process' temporary files: from the encoder's writing to the upload.</summary>
internal sealed class LocalDisk
{
    private readonly Dictionary<string, byte[]> _files = [];

    public void Write(string path, byte[] content) => _files[path] = content;

    public byte[]? Find(string path) => _files.GetValueOrDefault(path);

    /// <exception cref="FileNotFoundException">Nobody wrote it.</exception>
    public byte[] Read(string path) => _files.TryGetValue(path, out var content) ? content : throw new FileNotFoundException($"There is no file {path}.");
}

namespace KinesisPlatform.Archive;

/// <summary>The tables under one bucket and prefix. Safe for concurrent callers.</summary>
public interface IArchiveCatalog
{
    Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken);

    /// <returns>Null when the stream has no table.</returns>
    Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Opens the stream's table, creating it when there is none; of concurrent creators one wins and all get its table.</summary>
    Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken);
}

namespace KinesisPlatform.Archive;

/// <summary>The tables under one bucket and prefix, and those placed elsewhere in the bucket. Safe for concurrent callers.</summary>
public interface IArchiveCatalog
{
    Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken);

    /// <returns>Null when the stream has no table.</returns>
    Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Opens the stream's table, creating it when there is none; of concurrent creators one wins and all get its table.</summary>
    Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Where the stream's table lies, or would be created: the bucket-relative folder without a trailing slash. One GET, two for a table placed elsewhere.</summary>
    Task<string> LocateAsync(StreamName stream, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="PlaceAsync"/> would succeed as things are; decides nothing. At most one GET.</summary>
    /// <exception cref="PlatformException">As <see cref="PlaceAsync"/>.</exception>
    Task CheckPlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken);

    /// <summary>Decides for good, before there is a table, that the stream's table lies in <c>{prefix}/{stream}</c>. Asking for the place it has already does nothing. At most one GET and one PUT.</summary>
    /// <exception cref="PlatformException">Conflict: the table has a place already, and it is another. Invalid: not a prefix, or one inside the archive's own folder.</exception>
    Task PlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken);
}

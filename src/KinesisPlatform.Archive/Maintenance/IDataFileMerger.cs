using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Reads data files and writes one in their place. DuckDB in production; a managed one in the simulation. Safe for concurrent callers.</summary>
public interface IDataFileMerger
{
    /// <summary>Reads every record of local files, one file after the other.</summary>
    /// <param name="observer">Is shown every payload; null when nothing is to be inferred.</param>
    /// <exception cref="PlatformException">Data: a file is no data file of the archive.</exception>
    Task<RecordsDigest> ReadAsync(IReadOnlyList<string> paths, PayloadObserver? observer, CancellationToken cancellationToken);

    /// <summary>Writes the records of local files to one, in order of shard, sequence number and sub-sequence number.</summary>
    /// <param name="records">What reading them told.</param>
    /// <param name="fields">The typed column to be added; null for none. That of the files, if they have one, is not looked at.</param>
    /// <param name="path">Does not exist yet.</param>
    /// <exception cref="PlatformException">Internal: the file cannot be written.</exception>
    Task<EncodedDataFile> MergeAsync(IReadOnlyList<string> paths, RecordsDigest records, PayloadFields? fields, string path, CancellationToken cancellationToken);
}

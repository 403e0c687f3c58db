namespace KinesisPlatform.Archive;

/// <summary>Writes records to a Parquet file. DuckDB in production; a managed one in the simulation.</summary>
public interface IDataFileEncoder
{
    /// <param name="runs">Per shard, in (sequence, sub-sequence) order; written one after the other.</param>
    /// <param name="path">A local file that does not exist yet.</param>
    Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken);
}

using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>Encodes records and uploads them. Until a commit refers to them the files mean nothing; those of a lost commit are left for the sweeper.</summary>
internal sealed class DataFileWriter(TableFiles files, IDataFileEncoder encoder, Func<Guid> newId, ArchiveOptions options)
{
    /// <returns>Entries to be added by the snapshot; they inherit its sequence number.</returns>
    public async Task<IReadOnlyList<ManifestEntry>> WriteAsync(long snapshotId, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken)
    {
        var folder = options.OpenProcessFolder();
        var entries = new List<ManifestEntry>();
        foreach (var (hour, runs) in HourPartitions.Split(appends.OrderBy(append => append.To.ShardId).Select(append => append.Records)))
        {
            var id = newId();
            var path = Path.Combine(folder, $"{id:N}.parquet");
            try
            {
                var file = await encoder.EncodeAsync(runs, path, cancellationToken);
                entries.Add(new(ManifestEntryStatus.Added, snapshotId, null, null, await files.UploadDataFileAsync(id, hour, path, cancellationToken), hour, file));
            }
            finally
            {
                File.Delete(path);
            }
        }
        return entries;
    }
}

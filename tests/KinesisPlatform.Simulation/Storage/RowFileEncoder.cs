using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;

namespace KinesisPlatform.Simulation.Storage;

/// <summary>Stands in for DuckDB: writes rows as they are, and the same statistics.</summary>
internal sealed class RowFileEncoder(LocalDisk disk, TimeProvider time) : IDataFileEncoder
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(30);

    public async Task<EncodedDataFile> EncodeAsync(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, string path, CancellationToken cancellationToken)
    {
        await Task.Delay(Duration, time, cancellationToken);
        var content = RowFile.Write(runs);
        disk.Write(path, content);
        return DataFileStatistics.Describe(runs, content.Length, new Dictionary<int, long>());
    }
}

using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Simulation.Checking;

namespace KinesisPlatform.Simulation.Storage;

/// <summary>Stands in for DuckDB when files are merged. It writes no typed column: what it would hold is in the payloads.</summary>
internal sealed class RowFileMerger(LocalDisk disk, IDataFileEncoder encoder, TimeProvider time) : IDataFileMerger
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(50);

    public async Task<RecordsDigest> ReadAsync(IReadOnlyList<string> paths, PayloadObserver? observer, CancellationToken cancellationToken)
    {
        await Task.Delay(Duration, time, cancellationToken);
        var digest = new DigestBuilder();
        foreach (var row in paths.SelectMany(Rows))
        {
            observer?.Observe(row.Data.Span);
            digest.Add(Encoding.UTF8.GetBytes(row.ShardId.Value), Encoding.UTF8.GetBytes(row.SequenceNumber.ToString()), row.SubSequenceNumber, row.Data.Length, RecordLedger.DigestOf(row));
        }
        return digest.Build();
    }

    public Task<EncodedDataFile> MergeAsync(IReadOnlyList<string> paths, RecordsDigest records, PayloadFields? fields, string path, CancellationToken cancellationToken)
    {
        IEnumerable<StreamRecord> rows = paths.SelectMany(Rows);
        if (!records.IsOrdered) rows = rows.OrderBy(row => row.ShardId).ThenBy(row => row.SequenceNumber).ThenBy(row => row.SubSequenceNumber);
        return encoder.EncodeAsync([.. rows.GroupBy(row => row.ShardId).Select(shard => (IReadOnlyList<StreamRecord>)[.. shard])], path, cancellationToken);
    }

    // What was downloaded is in a real file.
    private IReadOnlyList<StreamRecord> Rows(string path) => RowFile.Read(disk.Find(path) ?? File.ReadAllBytes(path));
}

using System.Security.Cryptography;
using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Compaction;

namespace KinesisPlatform.Sql.Scans;

/// <summary>
/// Finds the last record of each key among the records of data files: a worker reads their keys and sequence numbers alone, and answers a bit for each record,
/// by which the payloads are read afterwards, in windows as those of any scan.
/// </summary>
internal sealed class LastRecordFinder(DataFileCache cache, ScanRunner runner)
{
    /// <param name="files">Of the scan's version, with all that may hold records of the keys.</param>
    /// <returns>By the data file's key.</returns>
    public async Task<IReadOnlyDictionary<string, FileLastRecords>> FindAsync(CheckedScan check, IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        var scan = check.Scan;
        if (files.Count == 0) return new Dictionary<string, FileLastRecords>();
        using var cached = await cache.GetAsync([.. files.Select(file => check.KeyNeeds.Of(file, scan.Version))], cancellationToken);
        var table = check.TableOf(cached, check.KeyNeeds) with { HasPlaces = true };
        // What decides between keys is a hash: nobody who writes records must be able to foresee it.
        var statement = ScanStatement.Keys(scan, RandomNumberGenerator.GetHexString(32));
        await using var work = await runner.StartAsync(scan.Access.KeyId, statement, table, isPrepareOnly: false, findsLastRecords: true, cancellationToken);
        var found = new List<FileLastRecords>();
        while (await work.Run.ReadRowsAsync(cancellationToken) is { } rows) found.AddRange(rows.Select(LastRecordsTable.Read));
        var keys = cached.Files.ToDictionary(file => file.Path, file => file.File.Key);
        return table.AllFiles().Zip(found).ToDictionary(file => keys[file.First], file => file.Second);
    }
}

using KinesisPlatform.Archive;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.DuckDb;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>Writing data files alone, of records in memory: ours, and DuckDB from a table of its own with the same columns and settings, which is the floor of it.</summary>
internal sealed class EncodingSides : IDisposable
{
    private readonly ArchiveCase _case;
    private readonly List<StreamRecord> _records;
    private readonly DuckDbDataFileEncoder _encoder;
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1", ["memory_limit"] = "4GB", ["preserve_insertion_order"] = "true" });
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"archive-benchmark-{Environment.ProcessId}.parquet");

    public EncodingSides(ArchiveCase @case)
    {
        (_case, _records, _encoder) = (@case, @case.ToRecords(), new(Options.Create(new ArchiveOptions())));
        using var connection = _database.Connect();
        var table = new RecordTable();
        connection.Register(table);
        connection.Execute($"CREATE TABLE records AS SELECT {ArchiveColumns.SqlList} FROM archive_rows({table.Add([_records])})");
    }

    public async Task<Sample> EncodeAsync(CancellationToken cancellationToken)
    {
        var usage = ProcessUsage.Start();
        var file = await _encoder.EncodeAsync([_records], _path, cancellationToken);
        var sample = ToSample(usage);
        File.Delete(_path);
        return file.RecordCount == _records.Count ? sample : throw new InvalidOperationException($"The data file holds {file.RecordCount} records of {_records.Count}.");
    }

    public Task<Sample> CopyAsync(CancellationToken cancellationToken)
    {
        var usage = ProcessUsage.Start();
        using (var connection = _database.Connect())
            connection.Execute($"COPY (SELECT {ArchiveColumns.SqlList} FROM records) TO '{_path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 20480)", cancellationToken);
        var sample = ToSample(usage);
        File.Delete(_path);
        return Task.FromResult(sample);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _database.Dispose();
    }

    private Sample ToSample(ProcessUsage usage) => new(_case.PayloadBytes / 1e6 / usage.Cpu.TotalSeconds, (double)usage.AllocatedBytes / _records.Count);
}

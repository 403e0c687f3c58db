using System.Text;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Tests;

/// <summary>A bucket in memory with catalogs on it, and ways to make records and to read all that a table holds.</summary>
internal sealed class ArchiveFixture : IDisposable
{
    public static readonly StreamName Stream = new("flights");
    public static readonly StreamIncarnation Incarnation = new(Stream, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    public static readonly ShardId Shard0 = new("shardId-000000000000"), Shard1 = new("shardId-000000000001");
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lazy<DuckDbDatabase> _reader = new(() => DuckDbDatabase.OpenInMemory());

    /// <param name="writesParquet">False where only what becomes of files matters.</param>
    public ArchiveFixture(bool writesParquet = false)
    {
        Memory = new(Time);
        Store = new(Memory);
        Encoder = writesParquet ? new DuckDbDataFileEncoder(Microsoft.Extensions.Options.Options.Create(Options)) : new TinyEncoder();
    }

    public FakeTimeProvider Time { get; } = new(Noon);

    public MemoryObjectStore Memory { get; }

    public FaultyStore Store { get; }

    public ArchiveOptions Options { get; } = new() { CommitDelay = TimeSpan.Zero };

    public IDataFileEncoder Encoder { get; }

    /// <summary>As another process would have it: nothing cached.</summary>
    public ArchiveCatalog NewCatalog() => new(Store, Encoder, Time, Guid.NewGuid, new OptionsWrapper<ArchiveOptions>(Options), NullLogger<ArchiveCatalog>.Instance);

    public Task<IArchiveTable> OpenAsync() => NewCatalog().OpenOrCreateAsync(Stream, CancellationToken.None);

    public static StreamRecord Record(ShardId shard, long number, DateTimeOffset? arrivedAt = null, byte[]? data = null, int sub = 0, string? hashKey = null) => new(
        shard, Sequence(number), sub, Encoding.UTF8.GetBytes($"key {number} ü"), hashKey is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(hashKey), arrivedAt ?? Noon.AddMilliseconds(number),
        data ?? Encoding.UTF8.GetBytes($$"""{"number":{{number}}}"""));

    public static SequenceNumber Sequence(long number) => SequenceNumber.Parse($"{49_000_000_000_000_000_000_000m}{number:D33}");

    public static ShardCheckpoint Checkpoint(ShardId shard, long number, bool isEnded = false) => new(shard, Sequence(number), isEnded, Noon.AddTicks(number));

    /// <summary>Records (from, to] of a shard.</summary>
    public static ShardAppend Append(ShardId shard, long from, long to) => Append(from == 0 ? null : Checkpoint(shard, from), [.. Numbers(from, to).Select(number => Record(shard, number))]);

    public static ShardAppend Append(ShardCheckpoint? from, params StreamRecord[] records) =>
        new(from, new(records[^1].ShardId, records[^1].SequenceNumber, false, Noon.AddTicks(Number(records[^1].SequenceNumber))), records, []);

    public static Task<AppendResult> AppendAsync(IArchiveTable table, params ShardAppend[] appends) => table.AppendAsync(Incarnation, appends, CancellationToken.None);

    /// <summary>Every record of a version, as its data files hold them, in the order of the files.</summary>
    public async Task<IReadOnlyList<StreamRecord>> ReadAsync(IArchiveTable table, TableVersion version, ScanBounds? bounds = null)
    {
        var records = new List<StreamRecord>();
        foreach (var file in await table.PlanAsync(version, bounds ?? new(), CancellationToken.None))
        {
            var count = records.Count;
            records.AddRange(await ReadAsync(file.Key));
            Assert.Equal(file.RecordCount, records.Count - count);
        }
        Assert.True(bounds is not null || records.Count == version.RecordCount);
        return records;
    }

    public async Task<IReadOnlyList<StreamRecord>> ReadAllAsync(IArchiveTable table) => await ReadAsync(table, await table.LoadAsync(CancellationToken.None));

    /// <summary>The numbers of <see cref="Record"/> that a shard's archive holds, in order.</summary>
    public async Task<long[]> NumbersAsync(IArchiveTable table, ShardId shard) =>
        [.. (await ReadAllAsync(table)).Where(record => record.ShardId == shard).Select(record => Number(record.SequenceNumber))];

    /// <summary>Replaces files by one that holds their records in order.</summary>
    public async Task<ReplaceResult> MergeAsync(IArchiveTable table, IReadOnlyList<DataFile> files, Func<IEnumerable<StreamRecord>, IEnumerable<StreamRecord>>? change = null)
    {
        var records = new List<StreamRecord>();
        foreach (var file in files) records.AddRange(await ReadAsync(file.Key));
        var runs = records.GroupBy(record => record.ShardId).OrderBy(run => run.Key).Select(run => (IReadOnlyList<StreamRecord>)[.. (change?.Invoke(run) ?? run).OrderBy(record => record.SequenceNumber)]).ToList();
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var encoded = await Encoder.EncodeAsync(runs, path, CancellationToken.None);
            return await table.ReplaceAsync(files, [new(path, files[0].Hour, encoded)], CancellationToken.None);
        }
        finally { File.Delete(path); }
    }

    public async Task<TableMetadata> ReadMetadataAsync(IArchiveTable table) =>
        TableMetadata.Parse((await Memory.GetAsync((await table.LoadAsync(CancellationToken.None)).MetadataKey, null, CancellationToken.None))!.Content.Span);

    /// <summary>The manifests of the current snapshot and all their entries.</summary>
    public async Task<(IReadOnlyList<ManifestFile> List, IReadOnlyList<ManifestEntry> Entries)> ReadManifestsAsync(IArchiveTable table)
    {
        var list = ManifestListCodec.Read(await ReadUrlAsync((await ReadMetadataAsync(table)).CurrentSnapshot!.ManifestList));
        var entries = new List<ManifestEntry>();
        foreach (var manifest in list) entries.AddRange(ManifestCodec.Read(await ReadUrlAsync(manifest.Path)).Select(entry => entry.At(manifest.SequenceNumber)));
        return (list, entries);
    }

    /// <summary>Everything that the current version refers to is there: every snapshot's files, the metadata log's, the pins'.</summary>
    public async Task AssertNothingMissingAsync(IArchiveTable table)
    {
        var metadata = await ReadMetadataAsync(table);
        var present = Memory.ListAsync("", null, CancellationToken.None).ToBlockingEnumerable().Select(info => info.Key).ToHashSet();
        void AssertPresent(string url) => Assert.Contains(url["s3://memory/".Length..], (IReadOnlySet<string>)present);
        foreach (var entry in metadata.MetadataLog) AssertPresent(entry.MetadataFile);
        foreach (var pin in Tables.PinProperty.All(metadata)) AssertPresent($"s3://memory/{table.Location}/metadata/{pin.MetadataFile}");
        foreach (var snapshot in metadata.Snapshots)
        {
            AssertPresent(snapshot.ManifestList);
            foreach (var manifest in ManifestListCodec.Read(await ReadUrlAsync(snapshot.ManifestList)))
            {
                AssertPresent(manifest.Path);
                foreach (var path in ManifestCodec.ReadLivePaths(await ReadUrlAsync(manifest.Path))) AssertPresent(path);
            }
        }
        if (await Memory.GetAsync($"{table.Location}/metadata/version-hint.text", null, CancellationToken.None) is { } hint)
            AssertPresent($"s3://memory/{table.Location}/metadata/v{Encoding.ASCII.GetString(hint.Content.Span)}.metadata.json");
    }

    public async Task<ReadOnlyMemory<byte>> ReadUrlAsync(string url) => (await Memory.GetAsync(url["s3://memory/".Length..], null, CancellationToken.None))!.Content;

    public static long Number(SequenceNumber number) => long.Parse(number.ToString()[^18..]);

    public static IEnumerable<long> Numbers(long from, long to) => Enumerable.Range(1, (int)(to - from)).Select(i => from + i);

    private async Task<List<StreamRecord>> ReadAsync(string key)
    {
        var content = (await Memory.GetAsync(key, null, CancellationToken.None))!.Content;
        if (Encoder is TinyEncoder) return [.. TinyEncoder.Decode(content.Span)];
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, content.ToArray());
        try
        {
            using var connection = _reader.Value.Connect();
            using var result = connection.Query($"SELECT shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, arrived_at, data FROM read_parquet('{path}')");
            var records = new List<StreamRecord>();
            while (result.ReadChunk())
            {
                for (var row = 0; row < result.RowCount; row++) records.Add(ReadRow(result, row));
            }
            return records;
        }
        finally { File.Delete(path); }
    }

    private static StreamRecord ReadRow(DuckDbResult result, int row) => new(
        new((string)result.GetValue(0, row)!), SequenceNumber.Parse((string)result.GetValue(1, row)!), (int)result.GetValue(2, row)!, Encoding.UTF8.GetBytes((string)result.GetValue(3, row)!),
        result.GetValue(4, row) is string hashKey ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(hashKey) : null, (DateTimeOffset)result.GetValue(5, row)!, (byte[])result.GetValue(6, row)!);

    public void Dispose()
    {
        (Encoder as IDisposable)?.Dispose();
        if (_reader.IsValueCreated) _reader.Value.Dispose();
    }
}

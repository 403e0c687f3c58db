using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>Tables whose versions live in memory and whose data files are real Parquet in an object store. It has the platform's commit rule.</summary>
internal sealed class MemoryArchive(IObjectStore store, TimeProvider time) : IArchiveCatalog
{
    private readonly ConcurrentDictionary<StreamName, MemoryTable> _tables = new();

    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StreamName>>([.. _tables.Keys]);

    public Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken) => Task.FromResult<IArchiveTable?>(_tables.GetValueOrDefault(stream));

    public Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken) =>
        Task.FromResult<IArchiveTable>(_tables.GetOrAdd(stream, name => new(name, store, time)));

    /// <summary>Commits what the stream's shards hold beyond their checkpoints, at most <paramref name="recordsMax"/> of each; ended shards as ended.</summary>
    public async Task<TableVersion> ArchiveAsync(MemoryStreams streams, string stream, int recordsMax = int.MaxValue)
    {
        var table = await OpenOrCreateAsync(new(stream), default);
        var version = await table.LoadAsync(default);
        var description = (await streams.DescribeAsync(new(stream), default))!;
        var appends = new List<ShardAppend>();
        foreach (var shard in streams.Shards(stream))
        {
            var from = version.Checkpoints?.Incarnation.CreatedAt == description.CreatedAt ? version.Checkpoints.Shards.GetValueOrDefault(shard.Id) : null;
            if (from is { IsEnded: true }) continue;
            var left = shard.Records.Where(record => from?.Last is not { } last || record.SequenceNumber > last).ToList();
            var taken = left.Take(recordsMax).ToList();
            appends.Add(new(from, new(shard.Id, taken.Count > 0 ? taken[^1].SequenceNumber : from?.Last, shard.IsClosed && taken.Count == left.Count, time.GetUtcNow()), taken, []));
        }
        return (await table.AppendAsync(new(new(stream), description.CreatedAt), appends, default)).Version;
    }

    private sealed class MemoryTable(StreamName stream, IObjectStore store, TimeProvider time) : IArchiveTable
    {
        private readonly ConcurrentDictionary<string, TableVersion> _tags = new();
        private readonly ConcurrentDictionary<long, IReadOnlyList<DataFile>> _files = new() { [1] = [] };
        private volatile TableVersion _current = new(1, null, "metadata/1", time.GetUtcNow(), null, 0, 0, 0);

        public StreamName Stream => stream;

        public string Location => stream.Value;

        public Task<TableVersion> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(_current);

        public async Task<AppendResult> AppendAsync(StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken)
        {
            var before = _current;
            var shards = before.Checkpoints?.Incarnation == incarnation ? before.Checkpoints.Shards.ToDictionary() : [];
            foreach (var append in appends)
            {
                Assert.Equal(append.From, shards.GetValueOrDefault(append.To.ShardId));
                shards[append.To.ShardId] = append.To;
            }
            var records = appends.SelectMany(append => append.Records).ToList();
            var files = _files[before.Version].ToList();
            if (records.Count > 0) files.Add(await WriteAsync(records, before.Version + 1));
            _files[before.Version + 1] = files;
            _current = new(before.Version + 1, files.Count > 0 ? before.Version + 1000 : null, $"metadata/{before.Version + 1}", time.GetUtcNow(),
                new(incarnation, shards, before.Checkpoints?.Gaps ?? []), before.RecordCount + records.Count, files.Count, files.Sum(file => file.LengthBytes));
            return new(_current, [.. appends.Select(append => append.To.ShardId)], []);
        }

        public Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken) => Task.FromResult(_files[version.Version]);

        public Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken) => Task.FromResult(_tags.GetOrAdd(tag, version));

        public Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken) => Task.FromResult(_tags.GetValueOrDefault(tag));

        public Task UnpinAsync(string tag, CancellationToken cancellationToken)
        {
            _tags.TryRemove(tag, out _);
            return Task.CompletedTask;
        }

        private async Task<DataFile> WriteAsync(List<StreamRecord> records, long version)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");
            using (var database = DuckDbDatabase.OpenInMemory())
            using (var connection = database.Connect())
            {
                connection.Execute("SET TimeZone = 'UTC'");
                connection.Execute("CREATE TABLE r (shard_id VARCHAR, sequence_number VARCHAR, sub_sequence_number INTEGER, partition_key VARCHAR, explicit_hash_key VARCHAR, arrived_at TIMESTAMPTZ, data BLOB)");
                foreach (var record in records)
                {
                    connection.Execute("INSERT INTO r VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        [record.ShardId.Value, record.SequenceNumber.ToString(), record.SubSequenceNumber, record.PartitionKeyText, null, record.ArrivedAt, record.Data.ToArray()]);
                }
                connection.Execute($"COPY r TO '{path}' (FORMAT parquet)");
            }
            var key = $"{stream}/data/{version}-{Guid.NewGuid():N}.parquet";
            await store.PutFileAsync(key, path, default);
            var length = new FileInfo(path).Length;
            File.Delete(path);
            return new(key, length, records.Count, null, null, null, null);
        }
    }
}

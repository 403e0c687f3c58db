using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Tests.Cache;

public sealed class DataFileCacheTests : IDisposable
{
    private readonly CacheHost _host = new();

    [Fact]
    public async Task Get_TwoColumns_FetchesTheirChunksAndTheFooterOnly()
    {
        var file = await _host.PutAsync("a.parquet");
        using var files = await GetAsync(file, [ArchiveColumns.PartitionKey, 9]);
        Assert.Equal("(20000, 100, 180000000)", _host.Scalar("count(*), count(DISTINCT partition_key), sum(fields.x)", files));
        Assert.Equal(_host.Store.Gets.Count, files.Tally.RequestCount);
        Assert.InRange(files.Tally.FetchedBytes, 1, file.LengthBytes / 3);
        // The footer, and of ten row groups two columns each.
        Assert.InRange(files.Tally.RequestCount, 3, 22);
        Assert.Throws<DuckDb.DuckDbException>(() => _host.Scalar("max(data)", files));
    }

    [Fact]
    public async Task Get_Condition_LeavesRowGroupsOutAndNeverShowsThem()
    {
        var file = await _host.PutAsync("a.parquet");
        // Row groups of 2048: 5000 is in the third, 7000 in the fourth.
        var condition = new ScanCondition.All(
        [
            Compare(9, ComparisonKind.GreaterOrEqual, ColumnValue.Whole(5000)), Compare(9, ComparisonKind.Less, ColumnValue.Whole(7000)),
        ]);
        using var files = await _host.Cache.GetAsync([new(file, new HashSet<int> { 9 }, condition, ReadsFields: true)], default);
        Assert.Equal((2L, 10L), (files.Tally.RowGroupCount, files.Tally.RowGroupTotal));
        Assert.Equal("(4096, 4096, 8191)", _host.Scalar("count(*), min(fields.x), max(fields.x)", files));
        var path = files.Files.Single().Path;
        files.Dispose();
        Assert.False(File.Exists(path));

        using var none = await _host.Cache.GetAsync([new(file, null, Compare(9, ComparisonKind.Less, ColumnValue.Whole(0)), ReadsFields: true)], default);
        Assert.Empty(none.Files);
        // Computed fields have no bounds.
        using var all = await _host.Cache.GetAsync([new(file, new HashSet<int> { 9 }, Compare(9, ComparisonKind.Less, ColumnValue.Whole(0)), ReadsFields: false)], default);
        Assert.Equal("(20000, 1)", _host.Scalar("count(*), min(fields.x)", all));
    }

    [Fact]
    public async Task Get_Again_FetchesNothing_AndOtherColumnsOnlyWhatIsMissing()
    {
        var file = await _host.PutAsync("a.parquet");
        using (await GetAsync(file, [ArchiveColumns.PartitionKey])) _host.Store.Clear();
        using (var again = await GetAsync(file, [ArchiveColumns.PartitionKey])) Assert.Equal((0, 0), (_host.Store.Gets.Count, again.Tally.FetchedBytes));
        using var both = await GetAsync(file, [ArchiveColumns.PartitionKey, ArchiveColumns.SubSequenceNumber]);
        Assert.Equal("(20000, 100, 19999)", _host.Scalar("count(*), count(DISTINCT partition_key), sum(sub_sequence_number)", both));
        // The last row group came with the footer.
        Assert.InRange(_host.Store.Gets.Count, 8, 10);
    }

    [Fact]
    public async Task Get_RandomReads_GiveWhatTheWholeFileGives()
    {
        var random = new Random(20260101);
        var keys = new[] { "a.parquet", "b.parquet" };
        var datas = new[] { await _host.PutAsync(keys[0]), await _host.PutAsync(keys[1], 9000) };
        (int Id, string Name)[] columns = [(1, "shard_id"), (2, "sequence_number"), (3, "sub_sequence_number"), (4, "partition_key"), (5, "explicit_hash_key"), (6, "arrived_at"), (7, "data"), (9, "fields.x"), (11, "fields.n"), (13, "fields.o.q")];
        _host.Options.CacheBytesMax = 1 << 20;
        for (var round = 0; round < 60; round++)
        {
            if (random.Next(10) == 0) _host.Open();
            var used = columns.Where(_ => random.Next(3) == 0).DefaultIfEmpty(columns[0]).ToList();
            var (from, to) = (random.Next(20_000), random.Next(20_000));
            var condition = new ScanCondition.All([Compare(2, ComparisonKind.GreaterOrEqual, Number(from)), Compare(2, ComparisonKind.LessOrEqual, Number(to))]);
            using var files = await _host.Cache.GetAsync([.. datas.Select(file => new FileRead(file, used.Select(column => column.Id).Append(2).ToHashSet(), condition, true))], default);
            var sql = $"count(*), {string.Join(", ", used.Select(column => $"sum(hash({column.Name})::HUGEINT)"))}";
            var where = $"WHERE sequence_number BETWEEN '{4960000000 + from}' AND '{4960000000 + to}'";
            var expected = await WholeAsync(sql, where);
            Assert.Equal(expected, files.Files.Count == 0 ? expected.StartsWith("(0,", StringComparison.Ordinal) ? expected : "nothing" : _host.Scalar(sql, files, where));
            Assert.InRange(_host.Objects.HeldBytes, 0, _host.Options.CacheBytesMax);
        }

        async Task<string> WholeAsync(string sql, string where)
        {
            var folder = Directory.CreateTempSubdirectory("whole").FullName;
            foreach (var key in keys) await File.WriteAllBytesAsync(Path.Combine(folder, key), (await _host.Store.Inner.GetAsync(key, null, default))!.Content);
            var result = (string)_host.Connection.Scalar($"SELECT ({sql})::VARCHAR FROM read_parquet('{folder}/*.parquet') {where}")!;
            Directory.Delete(folder, recursive: true);
            return result;
        }
    }

    [Fact]
    public async Task Get_MoreThanTheCacheHolds_IsRefused_AndOtherColumnsMakeRoomForEachOther()
    {
        var file = await _host.PutAsync("a.parquet", 60_000);
        var data = await BytesAsync(file, ArchiveColumns.Data);
        var hash = await BytesAsync(file, ArchiveColumns.ExplicitHashKey);
        _host.Options.CacheBytesMax = Math.Max(data, hash) + (64 << 10);
        Assert.True(data + hash > _host.Options.CacheBytesMax);
        _host.Open();
        for (var i = 0; i < 2; i++)
        {
            using (var first = await GetAsync(file, [ArchiveColumns.Data])) Assert.Equal("(60000, 0)", _host.Scalar("count(data), 0", first));
            using (var second = await GetAsync(file, [ArchiveColumns.ExplicitHashKey])) Assert.Equal("(30000, 0)", _host.Scalar("count(explicit_hash_key), 0", second));
        }
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => GetAsync(file, [ArchiveColumns.Data, ArchiveColumns.ExplicitHashKey]));
        Assert.Equal(FailureKind.Invalid, refusal.Kind);
        // What another query holds does not go.
        using var held = await GetAsync(file, [ArchiveColumns.Data]);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => GetAsync(file, [ArchiveColumns.ExplicitHashKey]))).Kind);
        Assert.Equal("(60000, 0)", _host.Scalar("count(data), 0", held));
    }

    [Fact]
    public async Task Get_ManyFiles_KeepsTheLastUsed()
    {
        var files = new List<DataFile>();
        for (var i = 0; i < 6; i++) files.Add(await _host.PutAsync($"{i}.parquet", 3000));
        _host.Options.WholeFetchBytesMax = 8 << 20;
        _host.Options.CacheBytesMax = files.Max(file => file.LengthBytes) * 3 + 1000;
        _host.Open();
        foreach (var file in files.Take(3)) (await GetAsync(file, null)).Dispose();
        (await GetAsync(files[0], null)).Dispose();
        (await GetAsync(files[3], null)).Dispose();
        _host.Store.Clear();
        foreach (var index in new[] { 0, 2, 3 }) (await GetAsync(files[index], null)).Dispose();
        Assert.Empty(_host.Store.Gets);
        (await GetAsync(files[1], null)).Dispose();
        Assert.Single(_host.Store.Gets);
        Assert.Equal(3, Directory.GetFiles(_host.CacheFolder, "*.parquet").Length);
    }

    [Fact]
    public async Task Get_SameRangesAtOnce_FetchesEachOnce_AndOneThatGivesUpFailsNoOther()
    {
        var file = await _host.PutAsync("a.parquet");
        using var gate = new SemaphoreSlim(0);
        (await GetAsync(file, [ArchiveColumns.ShardId])).Dispose();
        _host.Store.Clear();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Store.BeforeGet = async (_, _, token) =>
        {
            arrived.TrySetResult();
            await gate.WaitAsync(token);
        };
        using var impatient = new CancellationTokenSource();
        var first = _host.Cache.GetAsync([new(file, new HashSet<int> { ArchiveColumns.Data }, null, true)], impatient.Token);
        await arrived.Task;
        var others = Enumerable.Range(0, 3).Select(_ => GetAsync(file, [ArchiveColumns.Data])).ToList();
        var held = _host.Objects.Hold(file.Key, file.LengthBytes);
        while (!IsAwaitedByAll()) await Task.Yield();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Release(1000);
        foreach (var other in others)
        {
            using var files = await other;
            Assert.Equal("(20000, 0)", _host.Scalar("count(data), 0", files));
        }
        Assert.Equal(_host.Store.Gets.Count, _host.Store.Gets.Distinct().Count());
        _host.Objects.Release(held);

        bool IsAwaitedByAll()
        {
            lock (held.Gate) return held.Fetches.Count > 0 && held.Fetches.All(fetch => fetch.WaiterCount == 4);
        }
    }

    [Fact]
    public async Task Get_AllGiveUp_FetchesAnew()
    {
        var file = await _host.PutAsync("a.parquet");
        (await GetAsync(file, [ArchiveColumns.ShardId])).Dispose();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Store.BeforeGet = async (_, _, token) =>
        {
            blocked.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        using var impatient = new CancellationTokenSource();
        var first = _host.Cache.GetAsync([new(file, new HashSet<int> { ArchiveColumns.Data }, null, true)], impatient.Token);
        await blocked.Task;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _host.Store.BeforeGet = (_, _, _) => Task.CompletedTask;
        using var files = await GetAsync(file, [ArchiveColumns.Data]);
        Assert.Equal("(20000, 0)", _host.Scalar("count(data), 0", files));
    }

    [Fact]
    public async Task Get_ObjectChangedMeanwhile_IsAnErrorAndThenTheNewOne()
    {
        var file = await _host.PutAsync("a.parquet");
        (await GetAsync(file, [ArchiveColumns.ShardId])).Dispose();
        await _host.ReplaceAsync("a.parquet");
        Assert.Equal(FailureKind.Conflict, (await Assert.ThrowsAsync<PlatformException>(() => GetAsync(file, [ArchiveColumns.Data]))).Kind);
        using var files = await GetAsync(file, [ArchiveColumns.Data]);
        Assert.Equal("(20000, 0)", _host.Scalar("count(data), 0", files));
    }

    [Fact]
    public async Task Get_ObjectGone_SaysThatTheSnapshotExpired()
    {
        var file = await _host.PutAsync("a.parquet");
        await _host.Store.DeleteAsync("a.parquet", default);
        var failure = await Assert.ThrowsAsync<PlatformException>(() => GetAsync(file, null));
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Contains("expired", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_NoParquetFile_IsDamagedData()
    {
        await _host.Store.PutAsync("x.parquet", new byte[5000], new PutCondition.None(), default);
        var failure = await Assert.ThrowsAsync<PlatformException>(() => GetAsync(new("x.parquet", 5000, 1, null, null, null, null), [1]));
        Assert.Equal(FailureKind.Data, failure.Kind);
    }

    public void Dispose() => _host.Dispose();

    private Task<CachedFiles> GetAsync(DataFile file, int[]? columns) => _host.Cache.GetAsync([new(file, columns?.ToHashSet(), null, ReadsFields: true)], default);

    private async Task<long> BytesAsync(DataFile file, int column)
    {
        using var files = await GetAsync(file, [column]);
        return files.Tally.NeededBytes;
    }

    private static ScanCondition.Comparison Compare(int column, ComparisonKind kind, ColumnValue value) => new(column, kind, value);

    private static ColumnValue Number(int row) => ColumnValue.Text(System.Text.Encoding.UTF8.GetBytes((4960000000 + row).ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

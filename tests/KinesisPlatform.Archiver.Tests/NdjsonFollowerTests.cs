using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archiver.Tests;

public sealed class NdjsonFollowerTests
{
    private const int CommitsMax = 100;

    [Fact]
    public async Task Run_FromTheFirstLookOn_WritesEachCommitOnceBesideTheTable()
    {
        await using var harness = await StartAsync();
        var follower = await NewAsync(harness);
        await follower.RunAsync(CommitsMax, default);
        Assert.Empty(await FilesAsync(harness));

        await CommitAsync(harness, 2);
        var status = await follower.RunAsync(CommitsMax, default);

        Assert.Equal(new NdjsonStatus(0, 0, null), status);
        var files = await FilesAsync(harness);
        Assert.Equal(2, files.Count);
        Assert.All(files, file => Assert.Matches(@"^archive/orders/ndjson/2026/01/01/00/orders-000000000[23]-[0-9a-f]{32}\.json\.gz$", file.Key));
        Assert.Equal(["record-1", "record-2"], files.Select(file => file.Line));
    }

    [Fact]
    public async Task Run_CrashedBetweenFileAndCursor_ReplacesTheFileByItself()
    {
        await using var harness = await StartAsync();
        await (await NewAsync(harness)).RunAsync(CommitsMax, default);
        await CommitAsync(harness, 1);
        var crashing = await NewAsync(harness, new CrashingStore(harness.Store));
        await Assert.ThrowsAsync<PlatformException>(() => crashing.RunAsync(CommitsMax, default));
        var before = await FilesAsync(harness);
        Assert.Single(before);

        await (await NewAsync(harness)).RunAsync(CommitsMax, default);

        Assert.Equal(before, await FilesAsync(harness));
    }

    [Fact]
    public async Task Run_TwoFollowers_WriteTheSameFilesAndGoOn()
    {
        await using var harness = await StartAsync();
        var (one, other) = (await NewAsync(harness), await NewAsync(harness));
        await one.RunAsync(CommitsMax, default);
        await other.RunAsync(CommitsMax, default);

        await CommitAsync(harness, 2);
        await one.RunAsync(1, default);
        await other.RunAsync(CommitsMax, default);
        await one.RunAsync(CommitsMax, default);
        await other.RunAsync(CommitsMax, default);

        Assert.Equal(0, (await one.RunAsync(CommitsMax, default)).BehindCommits);
        Assert.Equal(["record-1", "record-2"], (await FilesAsync(harness)).Select(file => file.Line));
    }

    private static async Task<ArchiverHarness> StartAsync()
    {
        var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromSeconds(1);
        harness.Kinesis.AddShard(0);
        harness.Start();
        await CommitAsync(harness, 1);
        return harness;
    }

    private static async Task CommitAsync(ArchiverHarness harness, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var before = (await harness.VersionAsync())?.RecordCount ?? 0;
            harness.Kinesis.Put(new("shardId-000000000000"), $"record-{before}");
            await harness.RunUntilArchivedAsync((int)before + 1);
        }
    }

    private static async Task<NdjsonFollower> NewAsync(ArchiverHarness harness, IObjectStore? store = null) =>
        new((await harness.NewCatalog().OpenAsync(ArchiverHarness.Stream, default))!, store ?? harness.Store, new TextNdjsonConverter(), Guid.NewGuid, Path.GetTempPath());

    private static async Task<List<(string Key, string Line)>> FilesAsync(ArchiverHarness harness)
    {
        var files = new List<(string, string)>();
        await foreach (var found in harness.Store.ListAsync("archive/orders/ndjson/2", null, default))
            files.Add((found.Key, Encoding.UTF8.GetString((await harness.Store.GetAsync(found.Key, null, default))!.Content.Span).Trim().Split(' ')[2]));
        return files;
    }

    /// <summary>Fails once the file is there and before anyone knows.</summary>
    private sealed class CrashingStore(IObjectStore inner) : IObjectStore
    {
        public string Bucket => inner.Bucket;

        public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

        public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

        public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
            throw new PlatformException(FailureKind.Unavailable, "The process has crashed.");

        public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
    }
}

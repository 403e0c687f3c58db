using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Tests;

/// <summary>Tables that lie elsewhere than in the archive's own folder.</summary>
public sealed class TablePlaceTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Place_BeforeTheTable_CreatesItThereAndEveryoneFindsIt()
    {
        await _archive.NewCatalog().PlaceAsync(ArchiveFixture.Stream, "cold/lake", CancellationToken.None);
        Assert.Null(await _archive.NewCatalog().OpenAsync(ArchiveFixture.Stream, CancellationToken.None));
        Assert.Empty(await _archive.NewCatalog().ListAsync(CancellationToken.None));

        var table = await _archive.OpenAsync();
        await ArchiveFixture.AppendAsync(table, ArchiveFixture.Append(ArchiveFixture.Shard0, 0, 3));

        Assert.Equal("cold/lake/flights", table.Location);
        var found = (await _archive.NewCatalog().OpenAsync(ArchiveFixture.Stream, CancellationToken.None))!;
        Assert.Equal(3, (await found.LoadAsync(CancellationToken.None)).RecordCount);
        Assert.Equal([ArchiveFixture.Stream], await _archive.NewCatalog().ListAsync(CancellationToken.None));
        Assert.Equal("cold/lake/flights", await _archive.NewCatalog().LocateAsync(ArchiveFixture.Stream, CancellationToken.None));
    }

    [Theory]
    [InlineData("cold", "cold", true)]
    [InlineData("cold", "colder", false)]
    [InlineData("cold", "archive", false)]
    [InlineData("archive", "archive", true)]
    [InlineData("archive", "cold", true)]
    public async Task Place_AfterAnother_IsRefusedUnlessItIsTheSame(string first, string second, bool isTaken)
    {
        await _archive.NewCatalog().PlaceAsync(ArchiveFixture.Stream, first, CancellationToken.None);

        var placing = _archive.NewCatalog().PlaceAsync(ArchiveFixture.Stream, second, CancellationToken.None);

        if (isTaken) await placing;
        else Assert.Equal(FailureKind.Conflict, (await Assert.ThrowsAsync<PlatformException>(() => placing)).Kind);
    }

    [Fact]
    public async Task Place_TableExists_IsRefusedAndNothingMoves()
    {
        await _archive.OpenAsync();

        var error = await Assert.ThrowsAsync<PlatformException>(() => _archive.NewCatalog().PlaceAsync(ArchiveFixture.Stream, "cold", CancellationToken.None));

        Assert.Equal(FailureKind.Conflict, error.Kind);
        Assert.Contains("archive/flights", error.Message, StringComparison.Ordinal);
        Assert.Equal("archive/flights", (await _archive.OpenAsync()).Location);
    }

    [Theory]
    [InlineData("/cold")]
    [InlineData("cold/")]
    [InlineData("co ld")]
    [InlineData("cold/../archive")]
    [InlineData("archive/flights/data")]
    [InlineData("cold\n")]
    public async Task Place_NotAFolderForTables_IsInvalid(string prefix)
    {
        var error = await Assert.ThrowsAsync<PlatformException>(() => _archive.NewCatalog().PlaceAsync(ArchiveFixture.Stream, prefix, CancellationToken.None));

        Assert.Equal(FailureKind.Invalid, error.Kind);
    }

    [Fact]
    public async Task Create_PlacedElsewhereMeanwhile_CreatesTheTableThere()
    {
        var other = _archive.NewCatalog();
        // Between the look for a pointer and the creation of one.
        var store = new PlacingStore(_archive.Memory, () => other.PlaceAsync(ArchiveFixture.Stream, "cold", CancellationToken.None));
        var catalog = new ArchiveCatalog(store, _archive.Encoder, _archive.Time, Guid.NewGuid, Microsoft.Extensions.Options.Options.Create(_archive.Options), Microsoft.Extensions.Logging.Abstractions.NullLogger<ArchiveCatalog>.Instance);

        var table = await catalog.OpenOrCreateAsync(ArchiveFixture.Stream, CancellationToken.None);

        Assert.Equal("cold/flights", table.Location);
        Assert.Equal(1, (await table.LoadAsync(CancellationToken.None)).Version);
    }

    public void Dispose() => _archive.Dispose();

    private sealed class PlacingStore(IObjectStore inner, Func<Task> placeAsync) : IObjectStore
    {
        private bool _isPlaced;

        public string Bucket => inner.Bucket;

        public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken) => inner.GetAsync(key, range, cancellationToken);

        public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

        public async Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
        {
            if (!_isPlaced)
            {
                _isPlaced = true;
                await placeAsync();
            }
            return await inner.PutAsync(key, content, condition, cancellationToken);
        }

        public Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken) => inner.PutFileAsync(key, path, cancellationToken);

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
    }
}

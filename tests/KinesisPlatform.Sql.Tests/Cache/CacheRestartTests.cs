using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Tests.Cache;

/// <summary>What a process leaves on the disk is used by the next, whatever state it was left in.</summary>
public sealed class CacheRestartTests : IDisposable
{
    private const string Expected = "(20000, 100)";

    private readonly CacheHost _host = new();

    [Fact]
    public async Task Open_AfterARestart_AsksOnlyForTheETag()
    {
        var file = await FilledAsync();
        _host.Open();
        using var files = await GetAsync(file);
        Assert.Equal((0, 1), (_host.Store.Gets.Count, _host.Store.HeadCount));
        Assert.Equal(Expected, Read(files));
        using var again = await GetAsync(file);
        Assert.Equal(1, _host.Store.HeadCount);
    }

    [Fact]
    public async Task Open_ObjectReplacedMeanwhile_ReadsTheNewOne()
    {
        var file = await FilledAsync();
        await _host.ReplaceAsync(file.Key);
        _host.Open();
        using var files = await GetAsync(file);
        Assert.NotEmpty(_host.Store.Gets);
        Assert.Equal(Expected, Read(files));
    }

    [Fact]
    public async Task Open_BytesThatDidNotReachTheDisk_AreFetchedAgain()
    {
        var file = await FilledAsync();
        var image = Assert.Single(Directory.GetFiles(_host.CacheFolder, "*.parquet"));
        var random = new Random(1);
        for (var round = 0; round < 10; round++)
        {
            // What a crash of the system may leave: pages of zeros.
            using (var stream = File.OpenWrite(image))
            {
                stream.Position = random.NextInt64(file.LengthBytes / 4096) * 4096;
                stream.Write(new byte[4096]);
            }
            _host.Open();
            using var files = await GetAsync(file);
            Assert.Equal(Expected, Read(files));
        }
    }

    [Theory]
    [InlineData("no index")]
    [InlineData("no image")]
    [InlineData("half an index")]
    [InlineData("index of something else")]
    [InlineData("short image")]
    [InlineData("ranges beyond the end")]
    [InlineData("temporary files")]
    public async Task Open_AfterACrash_IsUsableOrEmpty(string left)
    {
        var file = await FilledAsync();
        var index = Assert.Single(Directory.GetFiles(_host.CacheFolder, "*.json"));
        var image = Assert.Single(Directory.GetFiles(_host.CacheFolder, "*.parquet"));
        switch (left)
        {
            case "no index": File.Delete(index); break;
            case "no image": File.Delete(image); break;
            case "half an index": File.WriteAllText(index, File.ReadAllText(index)[..40]); break;
            case "index of something else": File.WriteAllText(index, "[1]"); break;
            case "short image": using (var stream = File.OpenWrite(image)) stream.SetLength(1000); break;
            case "ranges beyond the end": File.WriteAllText(index, File.ReadAllText(index).Replace("\"Ranges\":[[", $"\"Ranges\":[[{file.LengthBytes},10,0],[", StringComparison.Ordinal)); break;
            default:
                File.WriteAllText(index + ".tmp", "x");
                Directory.CreateDirectory(Path.Combine(_host.CacheFolder, "parts", "old"));
                break;
        }
        _host.Open();
        using (var files = await GetAsync(file)) Assert.Equal(Expected, Read(files));
        Assert.Equal(2, Directory.GetFiles(_host.CacheFolder).Length);
        Assert.False(Directory.Exists(Path.Combine(_host.CacheFolder, "parts", "old")));
    }

    [Fact]
    public async Task Open_SmallerCache_KeepsTheLastUsed()
    {
        var (first, second) = (await _host.PutAsync("1.parquet"), await _host.PutAsync("2.parquet"));
        foreach (var file in new[] { first, second, first })
        {
            using var files = await GetAsync(file);
        }
        var kept = _host.Objects.HeldBytes;
        _host.Options.CacheBytesMax = kept * 3 / 4;
        _host.Open();
        Assert.InRange(_host.Objects.HeldBytes, 1, kept * 3 / 4);
        _host.Store.Clear();
        using (await GetAsync(first)) Assert.Empty(_host.Store.Gets);
    }

    [Fact]
    public async Task Get_FolderCleanedUpByOthers_FetchesAgain()
    {
        var file = await FilledAsync();
        foreach (var path in Directory.GetFiles(_host.CacheFolder)) File.Delete(path);
        using var files = await GetAsync(file);
        Assert.Equal(Expected, Read(files));
    }

    public void Dispose() => _host.Dispose();

    private async Task<DataFile> FilledAsync()
    {
        var file = await _host.PutAsync("a.parquet");
        (await GetAsync(file)).Dispose();
        _host.Store.Clear();
        return file;
    }

    private Task<CachedFiles> GetAsync(DataFile file) => _host.Cache.GetAsync([new(file, new HashSet<int> { ArchiveColumns.PartitionKey, ArchiveColumns.Data }, null, ReadsFields: false)], default);

    private string? Read(CachedFiles files) => _host.Scalar("count(data), count(DISTINCT partition_key)", files);
}

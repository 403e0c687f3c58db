using System.Text;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Tests;

public sealed class CatalogTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Theory]
    [InlineData("archive")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task List_FindsEveryTableAndNothingElse(string prefix)
    {
        _archive.Options.Prefix = prefix;
        var catalog = _archive.NewCatalog();
        string[] names = ["a", "a-b", "a.b", "a0", "A", "zz"];
        foreach (var name in names) await catalog.OpenOrCreateAsync(new(name), CancellationToken.None);
        var folder = prefix.Length == 0 ? "" : prefix + "/";
        foreach (var stray in new[] { "stray", "no-table/data/x", "bad name/metadata/current.json" })
            await _archive.Memory.PutAsync(folder + stray, Encoding.UTF8.GetBytes("{}"), new PutCondition.None(), CancellationToken.None);

        var found = await _archive.NewCatalog().ListAsync(CancellationToken.None);

        Assert.Equal(names.Order(StringComparer.Ordinal), found.Select(name => name.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Open_NoTable_IsNull()
    {
        Assert.Null(await _archive.NewCatalog().OpenAsync(ArchiveFixture.Stream, CancellationToken.None));
        await _archive.OpenAsync();
        Assert.Equal("archive/flights", (await _archive.NewCatalog().OpenAsync(ArchiveFixture.Stream, CancellationToken.None))!.Location);
    }

    [Fact]
    public async Task OpenOrCreate_ByManyAtOnce_GivesAllTheSameTable()
    {
        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(_archive.OpenAsync)));
        var versions = await Task.WhenAll(tables.Select(table => table.LoadAsync(CancellationToken.None)));

        Assert.Single(versions.Distinct());
        Assert.Equal(1, versions[0].Version);
        Assert.Null(versions[0].SnapshotId);
    }

    [Fact]
    public async Task Load_PointerDamaged_IsADataError()
    {
        var table = await _archive.OpenAsync();
        await _archive.Memory.PutAsync("archive/flights/metadata/current.json", Encoding.UTF8.GetBytes("<html>"), new PutCondition.None(), CancellationToken.None);

        Assert.Equal(FailureKind.Data, (await Assert.ThrowsAsync<PlatformException>(() => table.LoadAsync(CancellationToken.None))).Kind);
    }

    [Fact]
    public async Task AddArchive_RegistersACatalogThatWorks()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IObjectStore>(_archive.Memory);
        using var provider = services.AddArchive(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Archive:Prefix"] = "lake" }).Build()).BuildServiceProvider();

        var table = await provider.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(ArchiveFixture.Stream, CancellationToken.None);
        await ArchiveFixture.AppendAsync(table, ArchiveFixture.Append(ArchiveFixture.Shard0, 0, 1));

        Assert.Equal("lake/flights", table.Location);
    }

    [Fact]
    public void AddArchive_WrongOptions_AreAllReported()
    {
        var wrong = new Dictionary<string, string?> { ["Archive:Prefix"] = "/lake/", ["Archive:CommitAttemptCountMax"] = "0", ["Archive:EncoderMemoryMax"] = "lots" };
        using var provider = new ServiceCollection().AddArchive(new ConfigurationBuilder().AddInMemoryCollection(wrong).Build()).BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ArchiveOptions>>().Value);

        Assert.Equal(3, exception.Failures.Count());
    }

    public void Dispose() => _archive.Dispose();
}

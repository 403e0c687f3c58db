using KinesisPlatform.ObjectStore;
using Xunit.Abstractions;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

/// <summary>
/// What a commit and a reader pay for the metadata does not grow with the number of commits. The test makes <see cref="CommitCountDefault"/> of them; environment variable
/// KINESIS_PLATFORM_TEST_COMMITS sets another number, such as 100000 (some minutes).
/// </summary>
public sealed class FlatnessTests(ITestOutputHelper output) : IDisposable
{
    private const int CommitCountDefault = 2500, MergeInterval = 120, SweepInterval = 400, WindowCommits = 487, FirstWindowEnd = 1000;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(10);

    private static readonly int? CommitCountAsked = int.TryParse(Environment.GetEnvironmentVariable("KINESIS_PLATFORM_TEST_COMMITS"), out var count) ? count : null;

    private static readonly int CommitCount = CommitCountAsked ?? CommitCountDefault;

    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Append_ThousandsOfTimes_CostsAreFlat()
    {
        _archive.Options.SweepSafeAge = TimeSpan.FromHours(1);
        // Most of a commit's work in memory is its metadata file: a smaller one for the usual run.
        if (CommitCountAsked is null) (_archive.Options.SnapshotCountMax, _archive.Options.MetadataLogLengthMax) = (10, 20);
        var table = await _archive.OpenAsync();
        var (requestsBefore, maximum) = (0L, new Cost(0, 0, 0, 0, 0, 0, 0));
        Cost? first = null;
        for (var i = 0; i < CommitCount; i++)
        {
            if (i % WindowCommits == FirstWindowEnd % WindowCommits) requestsBefore = _archive.Store.RequestCount;
            await AppendAsync(table, new ShardAppend(i == 0 ? null : Checkpoint(Shard0, i), Checkpoint(Shard0, i + 1), [Record(Shard0, i + 1, _archive.Time.GetUtcNow())], []));
            _archive.Time.Advance(CommitInterval);
            if (i % MergeInterval == MergeInterval - 1) await MergeAsync(table);
            if (i % SweepInterval == SweepInterval - 1) await table.SweepAsync(false, CancellationToken.None);
            if ((i + 1) % WindowCommits != FirstWindowEnd % WindowCommits || i < FirstWindowEnd - 1) continue;
            var cost = await MeasureAsync(table, _archive.Store.RequestCount - requestsBefore);
            output.WriteLine($"{i + 1,7}: {cost}");
            first ??= cost;
            maximum = maximum.Max(cost);
        }

        Assert.InRange(maximum.MetadataBytes, 1, first!.MetadataBytes * 1.1);
        // A few manifests for each power of the merge count.
        Assert.InRange(maximum.ManifestCount, 1, 3 * _archive.Options.ManifestMergeCount);
        Assert.InRange(maximum.ManifestListBytes, 1, 10_000);
        Assert.InRange(maximum.RequestsPerCommit, 1, first.RequestsPerCommit * 1.25);
        Assert.InRange(maximum.ScanRequests, 1, 3 + 3 * _archive.Options.ManifestMergeCount);
        Assert.InRange(maximum.MetadataObjects, 1, first.MetadataObjects * 2);
        await _archive.AssertNothingMissingAsync(table);
        Assert.Equal(Numbers(0, CommitCount), (await _archive.NumbersAsync(table, Shard0)).Order());
    }

    // The small files of an hour that is over become one.
    private async Task MergeAsync(IArchiveTable table)
    {
        var hour = new DateTimeOffset(_archive.Time.GetUtcNow().Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(-1);
        var files = await table.PlanAsync(await table.LoadAsync(CancellationToken.None), new(hour, hour.AddHours(1)), CancellationToken.None);
        if (files.Count > 1) Assert.True((await _archive.MergeAsync(table, files)).IsCommitted);
    }

    private async Task<Cost> MeasureAsync(IArchiveTable table, long requests)
    {
        var metadata = await _archive.ReadMetadataAsync(table);
        var (list, _) = await _archive.ReadManifestsAsync(table);
        // A reader that knows nothing yet scans the last hour.
        var reader = await _archive.OpenAsync();
        var before = _archive.Store.RequestCount;
        await reader.PlanAsync(await reader.LoadAsync(CancellationToken.None), new(_archive.Time.GetUtcNow().AddHours(-1)), CancellationToken.None);
        return new(
            (await _archive.Memory.HeadAsync((await table.LoadAsync(CancellationToken.None)).MetadataKey, CancellationToken.None))!.LengthBytes,
            (await _archive.ReadUrlAsync(metadata.CurrentSnapshot!.ManifestList)).Length, list.Count, list.Sum(manifest => manifest.LiveFileCount),
            requests / (double)WindowCommits, _archive.Store.RequestCount - before, await CountAsync($"{table.Location}/metadata/"));
    }

    private async Task<int> CountAsync(string folder)
    {
        var count = 0;
        await foreach (var _ in _archive.Memory.ListAsync(folder, null, CancellationToken.None)) count++;
        return count;
    }

    public void Dispose() => _archive.Dispose();

    private sealed record Cost(long MetadataBytes, long ManifestListBytes, int ManifestCount, int FileCount, double RequestsPerCommit, long ScanRequests, int MetadataObjects)
    {
        public Cost Max(Cost other) => new(
            Math.Max(MetadataBytes, other.MetadataBytes), Math.Max(ManifestListBytes, other.ManifestListBytes), Math.Max(ManifestCount, other.ManifestCount), Math.Max(FileCount, other.FileCount),
            Math.Max(RequestsPerCommit, other.RequestsPerCommit), Math.Max(ScanRequests, other.ScanRequests), Math.Max(MetadataObjects, other.MetadataObjects));
    }
}

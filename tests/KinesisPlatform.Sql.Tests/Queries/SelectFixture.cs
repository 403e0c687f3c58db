using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Sql.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Queries;

/// <summary>
/// <c>flights</c>: of each of the origins A, B, C the delays 0, 10, 20, 30; the first eight records archived, in three commits of which the first two are merged, the other four live. <c>airports</c>: A and B, live.
/// </summary>
public sealed class SelectFixture : IAsyncLifetime
{
    internal SqlHost Host { get; } = new(("SpareWorkers", "1"));

    public async Task InitializeAsync()
    {
        // The hour in which a test runs counts as over.
        Host.Get<IOptions<MergeOptions>>().Value.QuietAfter = TimeSpan.FromHours(-1);
        Host.Streams.Create("flights", 2);
        Host.Streams.Create("airports", 1);
        for (var i = 0; i < 12; i++)
        {
            var origin = "ABC"[i % 3];
            Host.Streams.Put("flights", $"{origin}", $$"""{"n":{{i}},"origin":"{{origin}}","delay":{{i / 3 * 10}},"tags":["t{{i % 2}}","x"],"plane":{"seats":{{100 + i}} } }""");
            if (i is not (2 or 4 or 7)) continue;
            await Host.Archiver.ArchiveAsync("flights");
            if (i == 4) await Host.Get<ITableMerger>().MergeAsync((await Host.Get<IArchiveCatalog>().OpenAsync(new("flights"), default))!, 128 << 20, default);
        }
        foreach (var code in "AB") Host.Streams.Put("airports", $"{code}", $$"""{"city":"city of {{code}}"}""");
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>Settings that change while a stream is archived.</summary>
public sealed class StreamSettingsTests
{
    [Fact]
    public async Task Run_BufferAgeIsLoweredLive_CommitsWhatIsBufferedWithoutARestart()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        await PutAsync(harness, new() { BufferAgeMax = TimeSpan.FromSeconds(1) });
        var changed = harness.Time.GetUtcNow();
        await harness.RunUntilArchivedAsync(1);

        Assert.True(harness.Time.GetUtcNow() - changed <= harness.Options.DiscoveryInterval * 4);
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.Settings!.BufferAgeSeconds == 1));
        await harness.AssertArchivedOnceAsync(1);
    }

    [Fact]
    public async Task NotifySettingsChanged_ReadsThemAtOnce()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.DiscoveryInterval = TimeSpan.FromMinutes(1);
        harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.State == "running"));

        await PutAsync(harness, new() { BufferBytesMax = 2 << 20 });
        await archiver.NotifySettingsChangedAsync(default);
        var changed = harness.Time.GetUtcNow();
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.Settings!.BufferBytes == 2 << 20));

        Assert.True(harness.Time.GetUtcNow() - changed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Run_StreamIsPaused_CommitsWhatWasReadAndReadsOnlyWhenItGoesOn()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.BufferAgeMax = TimeSpan.FromMinutes(15);
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.BufferedRecords == 1));

        await PutAsync(harness, new() { Enabled = false });
        await harness.RunUntilArchivedAsync(1);
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.State == "paused"));
        harness.Kinesis.Put(shard, "record-1");
        await harness.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await harness.ArchivedAsync());
        // It is not read, so it grows old: pausing is no excuse for losing it.
        Assert.True(harness.Time.GetUtcNow() - archiver.Status.UnarchivedSince > TimeSpan.FromSeconds(50));

        await PutAsync(harness, new() { Enabled = true, BufferAgeMax = TimeSpan.FromSeconds(1) });
        await harness.RunUntilArchivedAsync(2);
        await harness.AssertArchivedOnceAsync(2);
    }

    [Fact]
    public async Task Run_DocumentIsDamaged_KeepsTheSettingsKnownLastAndSaysSo()
    {
        await using var harness = new ArchiverHarness();
        var shard = harness.Kinesis.AddShard(0);
        await PutAsync(harness, new() { BufferAgeMax = TimeSpan.FromSeconds(2) });
        var archiver = harness.Start();
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.Settings?.BufferAgeSeconds == 2));

        await harness.Store.PutAsync("archive/_config/orders.json", "{\"bufferAgeSeconds\":0}"u8.ToArray(), new PutCondition.None(), default);
        await harness.RunUntilAsync(() => Task.FromResult(archiver.Status.Error is not null));
        harness.Kinesis.Put(shard, "record-0");
        await harness.RunUntilArchivedAsync(1);

        Assert.Equal(2, archiver.Status.Settings!.BufferAgeSeconds);
        Assert.Contains("bufferAgeSeconds", archiver.Status.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OptionsGiveAPrefix_CreatesTheTableThere()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.StreamSettings = [new() { Stream = "or*", Prefix = "cold" }];
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        harness.Kinesis.Put(shard, "record-0");

        await harness.RunUntilArchivedAsync(1);

        Assert.Equal("cold/orders", (await harness.NewCatalog().OpenAsync(ArchiverHarness.Stream, default))!.Location);
        Assert.Equal("cold", archiver.Status.Settings!.Prefix);
    }

    [Fact]
    public async Task Run_OptionsGiveAPrefixToATableThatExists_GoesOnWhereItIs()
    {
        await using var harness = new ArchiverHarness();
        await harness.NewCatalog().OpenOrCreateAsync(ArchiverHarness.Stream, default);
        harness.Options.StreamSettings = [new() { Stream = "orders", Prefix = "cold" }];
        var shard = harness.Kinesis.AddShard(0);
        var archiver = harness.Start();
        harness.Kinesis.Put(shard, "record-0");

        await harness.RunUntilArchivedAsync(1);

        Assert.Equal("archive", archiver.Status.Settings!.Prefix);
    }

    [Fact]
    public async Task Load_OptionsAndDocument_TheDocumentComesOverTheFirstEntryThatMeansTheStream()
    {
        await using var harness = new ArchiverHarness();
        harness.Options.Retention = TimeSpan.FromDays(30);
        harness.Options.StreamSettings =
        [
            new() { Stream = "other", BufferBytesMax = 1 << 20 },
            new() { Stream = "ord*", BufferBytesMax = 2 << 20, WritesNdjson = true },
            new() { Stream = "*", BufferBytesMax = 3 << 20 },
        ];
        await PutAsync(harness, new() { Retention = StreamOverrides.ForEver, MaintenanceEnabled = false });

        var settings = (await harness.Settings.LoadAsync(ArchiverHarness.Stream, default)).Effective;

        Assert.Equal((2 << 20, true, null, false), (settings.BufferBytesMax, settings.WritesNdjson, settings.Retention, settings.Maintenance.Enabled));
        Assert.Equal(TimeSpan.FromDays(30), harness.Settings.DefaultsOf(new("another")).Retention);
    }

    [Fact]
    public async Task Put_DocumentChangedMeanwhile_IsRefused()
    {
        await using var harness = new ArchiverHarness();
        var first = await harness.Settings.PutAsync(ArchiverHarness.Stream, new() { Enabled = false }, new PutCondition.IfAbsent(), default);
        await harness.Settings.PutAsync(ArchiverHarness.Stream, new() { Enabled = true }, new PutCondition.IfMatch(first!.Value), default);

        Assert.Null(await harness.Settings.PutAsync(ArchiverHarness.Stream, new(), new PutCondition.IfMatch(first.Value), default));
        Assert.Null(await harness.Settings.PutAsync(ArchiverHarness.Stream, new(), new PutCondition.IfAbsent(), default));
        Assert.True((await harness.Settings.LoadAsync(ArchiverHarness.Stream, default)).Overrides.Enabled);
    }

    private static async Task PutAsync(ArchiverHarness harness, StreamOverrides overrides)
    {
        var settings = harness.Settings;
        var current = await settings.FindETagAsync(ArchiverHarness.Stream, default);
        Assert.NotNull(await settings.PutAsync(ArchiverHarness.Stream, overrides, current is { } etag ? new PutCondition.IfMatch(etag) : new PutCondition.IfAbsent(), default));
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Sql.Tests.Cache;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Live.Files;

public sealed class TailFilesTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly PayloadFields Before = new(20, [new(21, "a", PayloadFieldType.Whole, [])], new HashSet<int>());
    private static readonly PayloadFields After = new(20, [new(22, "a", PayloadFieldType.Text, [])], new HashSet<int>([22]));

    private readonly CacheHost _host = new();
    private readonly TailFiles _files;
    private long _sequence;

    public TailFilesTests() => _files = new(_host.Objects);

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        Assert.Equal(0, _host.Objects.HeldBytes);
        Assert.Empty(Files());
        _host.Dispose();
    }

    [Fact]
    public async Task Hold_RecordsWrittenBefore_AreNotWrittenAgain()
    {
        var (first, second) = (Segment(3), Segment(2));
        using var held = await HoldAsync(Before, new LivePart(first, 0));
        var bytes = _host.Objects.HeldBytes;
        using var again = await HoldAsync(Before, new LivePart(first, 1));
        Assert.Equal(bytes, _host.Objects.HeldBytes);
        using var more = await HoldAsync(Before, new LivePart(first, 1), new LivePart(second, 0));

        Assert.Single(Files());
        Assert.Equal([new LiveRange(0, 3)], Assert.Single(held.Rows.Files).Rows);
        Assert.Equal([new LiveRange(1, 2)], Assert.Single(again.Rows.Files).Rows);
        // What adjoins is one range.
        Assert.Equal([new LiveRange(1, 4)], Assert.Single(more.Rows.Files).Rows);
        Assert.Equal(["a"], more.Rows.Fields!.Select(field => field.Name));
    }

    [Fact]
    public async Task Hold_AnotherTypeOfFields_WritesThemAnewAndKeepsWhatIsHeld()
    {
        var segment = Segment(3);
        var held = await HoldAsync(Before, new LivePart(segment, 0));
        using var newer = await HoldAsync(After, new LivePart(segment, 0));
        Assert.Equal(2, Files().Length);
        Assert.NotEqual(Assert.Single(held.Rows.Files).Path, Assert.Single(newer.Rows.Files).Path);
        Assert.Equal([22], newer.Rows.Fields!.Select(field => field.Id));
        held.Dispose();
        Assert.Single(Files());

        // Of a version that knows of no such column.
        using var without = await HoldAsync(null, new LivePart(segment, 0), new LivePart(Segment(1), 0));
        Assert.Equal(newer.Rows.Files[0].Path, Assert.Single(without.Rows.Files).Path);
        Assert.Equal([22], without.Rows.Fields!.Select(field => field.Id));
    }

    [Fact]
    public async Task Sweep_SegmentsThatLeftTheTail_GoWhenNoQueryHoldsThem()
    {
        var (first, second) = (Segment(3), Segment(2));
        var held = await HoldAsync(null, new LivePart(first, 0), new LivePart(second, 0));
        first.Leave();
        _files.Sweep();
        Assert.Single(Files());
        second.Leave();
        _files.Sweep();
        Assert.Single(Files());
        held.Dispose();
        Assert.Empty(Files());
        Assert.Equal(0, _host.Objects.HeldBytes);

        // A query that saw them before.
        using var late = await HoldAsync(null, new LivePart(first, 0));
        Assert.Equal([new LiveRange(0, 3)], Assert.Single(late.Rows.Files).Rows);
    }

    [Fact]
    public async Task Hold_ManyRecords_AreInFilesThatGoOneByOne()
    {
        var segments = Enumerable.Range(0, 9).Select(_ => Segment(10_000)).ToArray();
        using (var held = await HoldAsync(null, [.. segments.Select(segment => new LivePart(segment, 0))]))
        {
            Assert.Equal([70_000, 20_000], held.Rows.Files.Select(file => file.Rows.Sum(range => range.Count)));
        }
        // Only the last is written to.
        Assert.Single(OpenFiles());
        foreach (var segment in segments[..7]) segment.Leave();
        _files.Sweep();
        Assert.Single(Files());
    }

    [Fact]
    public async Task Sweep_YoungerRecordsKeepTheFile_LetsGoOfThoseThatLeftTheTail()
    {
        var young = Segment(2);
        var left = await HoldAndLeaveAsync(young);
        _files.Sweep();
        GC.Collect();
        Assert.False(left.IsAlive);
        Assert.Single(Files());
        GC.KeepAlive(young);
    }

    [Fact]
    public async Task Hold_AnotherTypeOfFields_WhatAQueryHoldsIsNoLongerWrittenTo()
    {
        var segment = Segment(3);
        using var held = await HoldAsync(Before, new LivePart(segment, 0));
        using var newer = await HoldAsync(After, new LivePart(segment, 0));
        Assert.Equal(Assert.Single(newer.Rows.Files).Path, Assert.Single(OpenFiles()));
    }

    [Fact]
    public async Task Hold_FileCannotBeBegun_LeavesNoFolder()
    {
        var broken = new PayloadFields(20, [null!], new HashSet<int>());
        await Assert.ThrowsAsync<NullReferenceException>(() => HoldAsync(broken, new LivePart(Segment(1), 0)));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_host.CacheFolder, "parts")));
    }

    [Fact]
    public async Task Hold_TailThatHasEnded_IsForThatQueryAlone()
    {
        var segment = Segment(3);
        using (await HoldAsync(null, new LivePart(segment, 0))) await _files.DisposeAsync();
        Assert.Empty(Files());
        using (await HoldAsync(null, new LivePart(segment, 0))) Assert.Single(Files());
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Hold_NoRoom_IsUnavailableAndLeavesNothingHeld()
    {
        var (small, large) = (Segment(3), Segment(5000));
        _host.Options.CacheBytesMax = 100_000;
        var failure = await Assert.ThrowsAsync<PlatformException>(() => HoldAsync(null, new LivePart(small, 0), new LivePart(large, 0)));
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Contains("Sql:CacheBytesMax", failure.Message, StringComparison.Ordinal);

        _host.Options.CacheBytesMax = 10 << 20;
        using var held = await HoldAsync(null, new LivePart(small, 0), new LivePart(large, 0));
        Assert.Equal(5003, held.Rows.Files.Sum(file => file.Rows.Sum(range => range.Count)));
    }

    [Fact]
    public async Task Hold_ManyQueriesAtOnce_WriteEachRecordOnce()
    {
        var segments = Enumerable.Range(0, 50).Select(_ => Segment(20)).ToArray();
        var held = await Task.WhenAll(Enumerable.Range(1, 50).Select(count => Task.Run(() => HoldAsync(Before, [.. segments.Take(count).Select(segment => new LivePart(segment, 0))]))));
        Assert.Equal(Enumerable.Range(1, 50).Select(count => count * 20), held.Select(query => query.Rows.Files.Sum(file => file.Rows.Sum(range => range.Count))));
        Assert.Single(Files());
        foreach (var query in held) query.Dispose();
    }

    private Task<HeldLiveRows> HoldAsync(PayloadFields? fields, params LivePart[] parts) => _files.HoldAsync(new(parts), fields, default);

    // In a method of its own: no local of the test refers to the segment afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> HoldAndLeaveAsync(TailSegment young)
    {
        var old = Segment(3);
        using (await HoldAsync(null, new LivePart(old, 0), new LivePart(young, 0))) old.Leave();
        return new(old.Records);
    }

    // Of this process.
    private string[] OpenFiles() => [.. Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>().Where(path => path.StartsWith(_host.CacheFolder, StringComparison.Ordinal))];

    private string[] Files() => Directory.Exists(Path.Combine(_host.CacheFolder, "parts")) ? Directory.GetFiles(Path.Combine(_host.CacheFolder, "parts"), "*", SearchOption.AllDirectories) : [];

    private TailSegment Segment(int count) => TailSegment.Of([.. Enumerable.Range(0, count).Select(_ => new StreamRecord(
        new("shardId-000000000000"), MemoryStreams.SequenceOf(++_sequence), 0, "k"u8.ToArray(), null, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes($$"""{"a":{{_sequence}}}""")))]);
}

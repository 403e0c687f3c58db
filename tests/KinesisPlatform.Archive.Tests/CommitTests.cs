using System.Globalization;
using System.Text;
using KinesisPlatform.Archive.Tables;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class CommitTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Append_OfAStaleWriter_LeavesOutItsShardOnly()
    {
        var (first, second) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        await AppendAsync(first, Append(Shard0, 0, 5));

        var result = await AppendAsync(second, Append(Shard0, 0, 7), Append(Shard1, 0, 3));

        Assert.Equal([Shard0], result.Rejected);
        Assert.Equal([Shard1], result.Committed);
        Assert.Equal(Checkpoint(Shard0, 5), result.Version.Checkpoints!.Shards[Shard0]);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(first, Shard0));
        Assert.Equal(Numbers(0, 3), await _archive.NumbersAsync(first, Shard1));
    }

    [Fact]
    public async Task Append_OvertakenInTheMiddle_WritesTheRestAnew()
    {
        var (slow, fast) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        var isFirst = true;
        _archive.Store.Before = async key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || !isFirst) return;
            isFirst = false;
            await AppendAsync(fast, Append(Shard0, 0, 5));
        };

        var result = await AppendAsync(slow, Append(Shard0, 0, 7), Append(Shard1, 0, 3));

        Assert.Equal([Shard0], result.Rejected);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(fast, Shard0));
        Assert.Equal(Numbers(0, 3), await _archive.NumbersAsync(fast, Shard1));
    }

    [Fact]
    public async Task Append_ByManyWritersAtOnce_CommitsEveryRecordOnce()
    {
        _archive.Options.CommitAttemptCountMax = 1000;
        const int Writers = 4, Commits = 5;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            // Every shard has two writers: exactly one of them gets each step.
            var shard = new ShardId($"shardId-{writer / 2:D12}");
            var table = await Task.Run(_archive.OpenAsync);
            for (var i = 0; i < Commits;)
            {
                var result = await AppendAsync(table, Append(shard, i * 10, i * 10 + 10));
                i = (int)(Number(result.Version.Checkpoints!.Shards[shard].Last!.Value) / 10);
            }
        }));

        var reader = await _archive.OpenAsync();
        Assert.Equal(Numbers(0, Commits * 10), await _archive.NumbersAsync(reader, Shard0));
        Assert.Equal(Numbers(0, Commits * 10), await _archive.NumbersAsync(reader, Shard1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_ResponseLost_IsFoundInTheHistory(bool throws)
    {
        var table = await _archive.OpenAsync();
        var lost = 0;
        _archive.Store.After = key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || lost++ > 0) return false;
            return throws ? throw new PlatformException(FailureKind.Unavailable, "The response was lost.") : true;
        };

        var result = await AppendAsync(table, Append(Shard0, 0, 5));

        Assert.Equal([Shard0], result.Committed);
        Assert.Empty(result.Rejected);
        Assert.Equal(2, result.Version.Version);
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Append_ResponseLostAndOthersCommittedSince_IsFoundInTheHistory()
    {
        var (table, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        var isFirst = true;
        _archive.Store.After = key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || !isFirst) return false;
            isFirst = false;
            for (var i = 0; i < 5; i++) AppendAsync(other, Append(Shard0, 5 + i, 6 + i)).GetAwaiter().GetResult();
            throw new PlatformException(FailureKind.Unavailable, "The response was lost.");
        };

        var result = await AppendAsync(table, Append(Shard0, 0, 5), Append(Shard1, 0, 1));

        Assert.Equal([Shard0, Shard1], result.Committed);
        Assert.Equal(Numbers(0, 10), await _archive.NumbersAsync(table, Shard0));
        Assert.Equal(Numbers(0, 1), await _archive.NumbersAsync(table, Shard1));
    }

    [Fact]
    public async Task Append_OvertakenEveryTime_GivesUpAndCommitsNothing()
    {
        _archive.Options.CommitAttemptCountMax = 5;
        var (table, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        var (isNested, next) = (false, 0L);
        _archive.Store.Before = async key =>
        {
            if (!key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) || isNested) return;
            isNested = true;
            await AppendAsync(other, Append(Shard1, next, ++next));
            isNested = false;
        };

        var exception = await Assert.ThrowsAsync<PlatformException>(() => AppendAsync(table, Append(Shard0, 0, 5)));

        Assert.Equal(FailureKind.Conflict, exception.Kind);
        _archive.Store.Before = _ => Task.CompletedTask;
        Assert.Empty(await _archive.NumbersAsync(table, Shard0));
        Assert.Equal(Numbers(0, 5), await _archive.NumbersAsync(table, Shard1));
    }

    [Fact]
    public async Task Append_StoreDown_IsUnavailable()
    {
        var table = await _archive.OpenAsync();
        _archive.Store.Before = key => key.EndsWith(TablePaths.PointerName, StringComparison.Ordinal) ? throw new PlatformException(FailureKind.Unavailable, "The store is down.") : Task.CompletedTask;

        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => AppendAsync(table, Append(Shard0, 0, 5)))).Kind);
    }

    [Fact]
    public async Task Append_HintCannotBeWritten_IsCommittedAllTheSame()
    {
        var table = await _archive.OpenAsync();
        _archive.Store.Before = key => key.Contains("version-hint", StringComparison.Ordinal) ? throw new PlatformException(FailureKind.Unavailable, "The store is down.") : Task.CompletedTask;

        Assert.Equal([Shard0], (await AppendAsync(table, Append(Shard0, 0, 5))).Committed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_WinnerSleepsBeforeItsHint_DoesNotSetALaterOneBack(bool hasWrittenOneBefore)
    {
        var (sleeper, other) = (await _archive.OpenAsync(), await _archive.OpenAsync());
        if (hasWrittenOneBefore) await AppendAsync(sleeper, Append(Shard1, 0, 1));
        var isAwake = true;
        _archive.Store.Before = async key =>
        {
            if (!isAwake || !key.EndsWith("version-hint.text", StringComparison.Ordinal)) return;
            isAwake = false;
            for (var i = 0; i < 3; i++) await AppendAsync(other, Append(Shard0, i, i + 1));
        };

        await AppendAsync(sleeper, hasWrittenOneBefore ? Append(Shard1, 1, 2) : Append(Shard1, 0, 1));

        Assert.False(isAwake);
        Assert.Equal((await other.LoadAsync(CancellationToken.None)).Version, await HintAsync(other));
        // Whoever writes next finds the other's.
        var last = (await AppendAsync(sleeper, Append(new ShardId("shardId-000000000002"), 0, 1))).Version;
        Assert.Equal(last.Version, await HintAsync(other));
    }

    private async Task<long> HintAsync(IArchiveTable table) =>
        long.Parse(Encoding.ASCII.GetString((await _archive.Memory.GetAsync($"{table.Location}/metadata/version-hint.text", null, CancellationToken.None))!.Content.Span), CultureInfo.InvariantCulture);

    [Fact]
    public async Task Append_ProcessDiesAtAnyWrite_NextProcessGoesOnExactlyOnce()
    {
        long archived = 0;
        for (var step = 0; ; step++)
        {
            foreach (var takesEffect in new[] { false, true })
            {
                var writes = 0;
                void Die() => throw new OperationCanceledException("The process was killed.");
                _archive.Store.Before = _ => { if (writes == step && !takesEffect) Die(); return Task.CompletedTask; };
                _archive.Store.After = _ => { if (writes++ == step && takesEffect) Die(); return false; };
                try { await RunAsync(); }
                catch (OperationCanceledException) { }
                var total = writes;
                _archive.Store.Before = _ => Task.CompletedTask;
                _archive.Store.After = _ => false;
                await RunAsync();
                Assert.Equal(Numbers(0, archived), await _archive.NumbersAsync(await _archive.OpenAsync(), Shard0));
                if (total < step) return;
            }
        }

        async Task RunAsync()
        {
            var table = await _archive.OpenAsync();
            var checkpoint = (await table.LoadAsync(CancellationToken.None)).Checkpoints?.Shards[Shard0];
            var from = checkpoint is null ? 0 : Number(checkpoint.Last!.Value);
            archived = Math.Max(archived, from);
            await AppendAsync(table, Append(Shard0, from, from + 3));
            archived = from + 3;
        }
    }

    public void Dispose() => _archive.Dispose();
}

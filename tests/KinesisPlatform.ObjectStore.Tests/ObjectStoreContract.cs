using System.Text;

namespace KinesisPlatform.ObjectStore.Tests;

/// <summary>What <see cref="IObjectStore"/> promises, asked of every implementation.</summary>
public abstract class ObjectStoreContract
{
    private static readonly PutCondition Always = new PutCondition.None();
    private static readonly PutCondition IfAbsent = new PutCondition.IfAbsent();

    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task Get_MissingKey_IsNull()
    {
        Assert.Null(await Store.GetAsync("get/missing", null, default));
        Assert.Null(await Store.GetAsync("get/missing", new(0, 10), default));
        Assert.Null(await Store.HeadAsync("get/missing", default));
    }

    [Theory]
    [InlineData("plain/key.bin")]
    [InlineData("odd/ space+plus&amp%25=ä€😀//double'(quote)~")]
    public async Task Put_ThenGetAndHead_AgreeOnContentLengthAndETag(string key)
    {
        byte[] content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

        var etag = await Store.PutAsync(key, content, Always, default);

        var stored = await Store.GetAsync(key, null, default);
        var info = await Store.HeadAsync(key, default);
        Assert.Equal(content, stored!.Content);
        Assert.Equal((1000L, etag!.Value), (stored.LengthBytes, stored.ETag));
        Assert.Equal((key, 1000L, etag.Value), (info!.Key, info.LengthBytes, info.ETag));
        Assert.Matches("^\".+\"$", etag.Value.Value);
        await Store.DeleteAsync(key, default);
    }

    [Fact]
    public async Task Put_EmptyContent_IsAnObject()
    {
        await Store.PutAsync("put/empty", default, Always, default);

        Assert.Equal(0, (await Store.GetAsync("put/empty", null, default))!.LengthBytes);
    }

    [Fact]
    public async Task Put_BufferReusedAfterwards_KeepsWhatWasPut()
    {
        byte[] buffer = [1, 2, 3, 4];
        await Store.PutAsync("put/reused", buffer.AsMemory(1, 2), Always, default);
        buffer[1] = 9;

        Assert.Equal([2, 3], (await Store.GetAsync("put/reused", null, default))!.Content.ToArray());
    }

    [Theory]
    [InlineData(0, 1, "0")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, 100, "89")]
    public async Task Get_Range_IsThoseBytesOfTheWhole(long offset, long length, string expected)
    {
        await Store.PutAsync("range/digits", "0123456789"u8.ToArray(), Always, default);

        var stored = await Store.GetAsync("range/digits", new(offset, length), default);

        Assert.Equal(expected, Encoding.UTF8.GetString(stored!.Content.Span));
        Assert.Equal(10, stored.LengthBytes);
    }

    [Fact]
    public async Task Get_RangeFromTheEnd_IsInvalid()
    {
        await Store.PutAsync("range/short", "0123456789"u8.ToArray(), Always, default);

        var error = await Assert.ThrowsAsync<PlatformException>(() => Store.GetAsync("range/short", new(10, 1), default));

        Assert.Equal(FailureKind.Invalid, error.Kind);
    }

    [Fact]
    public async Task PutIfAbsent_KeyExists_IsRefusedAndChangesNothing()
    {
        var first = await Store.PutAsync("absent/twice", "first"u8.ToArray(), IfAbsent, default);
        var second = await Store.PutAsync("absent/twice", "second"u8.ToArray(), IfAbsent, default);

        Assert.NotNull(first);
        Assert.Null(second);
        Assert.Equal("first"u8.ToArray(), (await Store.GetAsync("absent/twice", null, default))!.Content.ToArray());
    }

    [Fact]
    public async Task PutIfAbsent_AfterDelete_Succeeds()
    {
        await Store.PutAsync("absent/deleted", "first"u8.ToArray(), IfAbsent, default);
        await Store.DeleteAsync("absent/deleted", default);

        Assert.NotNull(await Store.PutAsync("absent/deleted", "second"u8.ToArray(), IfAbsent, default));
    }

    [Fact]
    public async Task PutIfMatch_CurrentThenStale_OnlyTheCurrentSucceeds()
    {
        var first = await Store.PutAsync("match/key", "1"u8.ToArray(), IfAbsent, default);
        var second = await Store.PutAsync("match/key", "2"u8.ToArray(), new PutCondition.IfMatch(first!.Value), default);
        var stale = await Store.PutAsync("match/key", "3"u8.ToArray(), new PutCondition.IfMatch(first.Value), default);

        Assert.NotNull(second);
        Assert.Null(stale);
        Assert.Equal(second, (await Store.HeadAsync("match/key", default))!.ETag);
    }

    [Fact]
    public async Task PutIfMatch_KeyGone_IsRefused()
    {
        var etag = await Store.PutAsync("match/gone", "1"u8.ToArray(), Always, default);
        await Store.DeleteAsync("match/gone", default);

        Assert.Null(await Store.PutAsync("match/gone", "2"u8.ToArray(), new PutCondition.IfMatch(etag!.Value), default));
        Assert.Null(await Store.HeadAsync("match/gone", default));
    }

    [Fact]
    public async Task PutIfAbsent_FiftyAtOnce_ExactlyOneWins()
    {
        var etags = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => Task.Run(() => Store.PutAsync("race/absent", Encoding.UTF8.GetBytes($"writer {i}"), IfAbsent, default))));

        var winner = Assert.Single(etags, e => e is not null);
        Assert.Equal(winner, (await Store.HeadAsync("race/absent", default))!.ETag);
    }

    [Fact]
    public async Task PutIfMatch_FiftyAtOnce_ExactlyOneWins()
    {
        var start = await Store.PutAsync("race/match", "start"u8.ToArray(), Always, default);

        var etags = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => Task.Run(() => Store.PutAsync("race/match", Encoding.UTF8.GetBytes($"writer {i}"), new PutCondition.IfMatch(start!.Value), default))));

        Assert.Single(etags, e => e is not null);
    }

    [Fact]
    public async Task List_PrefixAndStartAfter_IsInUtf8Order()
    {
        string[] keys = ["list/a", "list/a/b", "list/b c", "list/b+c", "list/é", "list/\uE000", "list/😀"];
        foreach (var key in keys.Reverse()) await Store.PutAsync(key, "x"u8.ToArray(), Always, default);
        await Store.PutAsync("lisu", "x"u8.ToArray(), Always, default);

        Assert.Equal(keys, await KeysAsync("list/", null));
        Assert.Equal(keys[3..], await KeysAsync("list/", "list/b c"));
        Assert.Equal(keys[1..], await KeysAsync("list/", "list/a"));
        Assert.Empty(await KeysAsync("list/none", null));
    }

    [Fact]
    public async Task List_MoreThanOnePage_YieldsEachOnce()
    {
        await Parallel.ForAsync(0, 1005, async (i, _) => await Store.PutAsync($"pages/{i:D4}", default, Always, default));

        var keys = await KeysAsync("pages/", null);

        Assert.Equal(Enumerable.Range(0, 1005).Select(i => $"pages/{i:D4}"), keys);
    }

    [Fact]
    public async Task Delete_MissingKey_IsNoError() => await Store.DeleteAsync("delete/missing", default);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData((12 * 1024 * 1024) + 17)]
    public async Task PutFile_SmallOrLarge_StoresItsBytes(int lengthBytes)
    {
        var content = new byte[lengthBytes];
        new Random(1).NextBytes(content);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content);

            var etag = await Store.PutFileAsync($"file/{lengthBytes}", path, default);

            var stored = await Store.GetAsync($"file/{lengthBytes}", null, default);
            Assert.True(content.AsSpan().SequenceEqual(stored!.Content.Span));
            Assert.Equal(etag, stored.ETag);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Put_EmptyOrMalformedKey_IsInvalid()
    {
        foreach (var key in new[] { "", "half a pair: \ud83d" })
        {
            var error = await Assert.ThrowsAsync<PlatformException>(() => Store.PutAsync(key, default, Always, default));
            Assert.Equal(FailureKind.Invalid, error.Kind);
        }
    }

    [Fact]
    public async Task Put_KeyOverOneKibibyte_IsInvalid()
    {
        var error = await Assert.ThrowsAsync<PlatformException>(() => Store.PutAsync(new('ä', 513), default, Always, default));

        Assert.Equal(FailureKind.Invalid, error.Kind);
        Assert.NotNull(await Store.PutAsync(new('k', 1024), default, Always, default));
    }

    [Fact]
    public async Task EveryCall_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetAsync("c", null, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync("c", default, Always, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync("c", cancelled.Token));
    }

    private async Task<List<string>> KeysAsync(string prefix, string? startAfter)
    {
        List<string> keys = [];
        await foreach (var info in Store.ListAsync(prefix, startAfter, default)) keys.Add(info.Key);
        return keys;
    }
}

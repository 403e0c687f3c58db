using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Cache;

/// <summary>
/// Brings ranges of objects into their images: each range once however many wait for it, a bounded number at a time, all of the version whose ETag the first answer told. Safe for
/// concurrent callers.
/// </summary>
internal sealed class RangeReader(IObjectStore store, ObjectCache cache, IOptions<SqlOptions> options) : IDisposable
{
    private const int RequestBytesMax = 8 << 20;

    private readonly SemaphoreSlim _fetches = new(options.Value.FetchesMax);

    /// <summary>Returns when all the ranges are in the image.</summary>
    /// <param name="held">Held by the caller.</param>
    /// <param name="ranges">In order.</param>
    /// <exception cref="CacheFullException">There is no room for them.</exception>
    /// <exception cref="PlatformException">Unavailable: the object is gone, or the store does not answer. Conflict: the object was changed. Data: it has another length.</exception>
    public async Task EnsureAsync(CachedObject held, IReadOnlyList<ByteRange> ranges, ReadTally tally, CancellationToken cancellationToken)
    {
        try
        {
            if (!held.IsReady(ranges)) await PrepareAsync(held, ranges, tally, cancellationToken);
            var fetches = Begin(held, ranges, tally);
            if (fetches.Count == 0) return;
            await Task.WhenAll(fetches.Select(fetch => fetch.WaitAsync(held.Gate, cancellationToken)));
            held.SaveIndex();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(FailureKind.Unavailable,
                $"The data file {held.Key} could not be written to the local cache. Check the free space of {SqlOptions.SectionName}:CacheFolder.", exception);
        }
    }

    public void Dispose() => _fetches.Dispose();

    private async Task PrepareAsync(CachedObject held, IReadOnlyList<ByteRange> ranges, ReadTally tally, CancellationToken cancellationToken)
    {
        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            if (!held.HasImage) cache.Reset(held);
            if (!held.IsConfirmed) await ConfirmAsync(held, tally, cancellationToken);
            foreach (var range in held.Unverified(ranges))
            {
                var isWhole = ObjectImage.ChecksumOf(held.ImagePath, range.Bytes) == range.Checksum;
                held.Replace(range, isWhole ? range with { IsVerified = true } : null);
                if (!isWhole) cache.Unreserve(held, range.Bytes.Length);
            }
            if (held.ETag is null) await ReadFirstAsync(held, ByteRanges.Split(ranges, RequestBytesMax).First(), tally, cancellationToken);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    // What an earlier process read may be of an object that was replaced since.
    private async Task ConfirmAsync(CachedObject held, ReadTally tally, CancellationToken cancellationToken)
    {
        var info = await store.HeadAsync(held.Key, cancellationToken) ?? throw Gone(held.Key);
        tally.Fetch(0);
        if (info.ETag == held.ETag && info.LengthBytes == held.LengthBytes) held.Confirm(info.ETag);
        else cache.Reset(held);
    }

    private async Task ReadFirstAsync(CachedObject held, ByteRange range, ReadTally tally, CancellationToken cancellationToken)
    {
        cache.Reserve(held, range.Length);
        var isRead = false;
        try
        {
            var (content, etag) = await GetAsync(held, range, tally, cancellationToken);
            await WriteAsync(held, range, content);
            held.Confirm(etag);
            isRead = true;
        }
        finally
        {
            if (!isRead) cache.Unreserve(held, range.Length);
        }
        held.SaveIndex();
    }

    private List<RangeFetch> Begin(CachedObject held, IReadOnlyList<ByteRange> ranges, ReadTally tally)
    {
        lock (held.Gate)
        {
            var missing = ByteRanges.Subtract(ranges, held.Present());
            var joined = held.Fetches.FindAll(fetch => !fetch.IsAbandoned && missing.Exists(range => fetch.Range.Overlaps(range)));
            missing = ByteRanges.Subtract(missing, [.. joined.Select(fetch => fetch.Range).OrderBy(range => range.Offset)]);
            cache.Reserve(held, ByteRanges.Sum(missing));
            foreach (var range in ByteRanges.Split(missing, RequestBytesMax))
            {
                var fetch = new RangeFetch(range);
                held.Fetches.Add(fetch);
                joined.Add(fetch);
                // It may outlast the caller.
                cache.HoldAgain(held);
                fetch.Start((started, token) => FetchAsync(held, started, tally, token));
            }
            foreach (var fetch in joined) fetch.Join();
            return joined;
        }
    }

    private async Task FetchAsync(CachedObject held, RangeFetch fetch, ReadTally tally, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            var (content, _) = await GetAsync(held, fetch.Range, tally, cancellationToken);
            isKept = await WriteAsync(held, fetch.Range, content);
        }
        finally
        {
            lock (held.Gate)
            {
                held.Fetches.Remove(fetch);
                fetch.Dispose();
            }
            if (!isKept) cache.Unreserve(held, fetch.Range.Length);
            cache.Release(held);
        }
    }

    private async Task<(ReadOnlyMemory<byte> Content, ETag ETag)> GetAsync(CachedObject held, ByteRange range, ReadTally tally, CancellationToken cancellationToken)
    {
        await _fetches.WaitAsync(cancellationToken);
        try
        {
            var stored = (held.ETag is { } etag ? await store.GetAsync(held.Key, range, etag, cancellationToken) : await store.GetAsync(held.Key, range, cancellationToken)) ?? throw Gone(held.Key);
            tally.Fetch(stored.Content.Length);
            if (stored.LengthBytes != held.LengthBytes || stored.Content.Length != range.Length)
                throw new PlatformException(FailureKind.Data, $"The data file {held.Key} has {stored.LengthBytes} bytes instead of {held.LengthBytes}: something other than the platform wrote it.");
            return (stored.Content, stored.ETag);
        }
        catch (PlatformException exception) when (exception.Kind == FailureKind.Conflict)
        {
            cache.Forget(held);
            throw new PlatformException(FailureKind.Conflict, $"The data file {held.Key} was changed while the query read it, which the platform never does. Run the query again.", exception);
        }
        finally
        {
            _fetches.Release();
        }
    }

    /// <returns>False when the range came by another way meanwhile.</returns>
    private static async Task<bool> WriteAsync(CachedObject held, ByteRange range, ReadOnlyMemory<byte> content)
    {
        await ObjectImage.WriteAsync(held.ImagePath, held.LengthBytes, range.Offset, content);
        var checksum = Checksum.Append(0, content.Span);
        lock (held.Gate)
        {
            if (held.Present().Exists(other => range.Overlaps(other))) return false;
            held.Add(new(range, checksum, IsVerified: true));
            return true;
        }
    }

    private static PlatformException Gone(string key) => new(FailureKind.Unavailable, $"The data file {key} is gone: the snapshot it belongs to has expired. Run the query again.");
}

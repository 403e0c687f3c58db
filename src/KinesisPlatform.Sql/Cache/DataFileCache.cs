using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Parquet;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Cache;

/// <summary>
/// Brings to the local disk what queries read of data files: small files whole, of others the footer first and then the chunks of the columns used, in the row groups that may hold what
/// is looked for. A worker gets the object's image, sparse where nothing was read, or, with row groups left out, a file of its own whose footer does not name them: DuckDB would look at
/// any that it finds. Safe for concurrent callers.
/// </summary>
internal sealed class DataFileCache(ObjectCache cache, RangeReader reader, IOptions<SqlOptions> options)
{
    private const int FooterBytesGuess = 64 << 10;
    private const int FooterBytesGuessMax = 16 << 20;

    private readonly SqlOptions _options = options.Value;

    /// <exception cref="PlatformException">Invalid: the query reads more than the cache holds. Unavailable: no room while other queries run, or a file could not be fetched. Data: a file is no
    /// Parquet file, or not the one that the table has. Conflict: a file was changed.</exception>
    public async Task<CachedFiles> GetAsync(IReadOnlyList<FileRead> reads, CancellationToken cancellationToken)
    {
        var tally = new ReadTally();
        try
        {
            return await ReadAllAsync(reads, isTight: false, tally, cancellationToken);
        }
        catch (CacheFullException) { }
        try
        {
            // Once more, without what is at hand of the same files and not read now.
            tally = new();
            return await ReadAllAsync(reads, isTight: true, tally, cancellationToken);
        }
        catch (CacheFullException exception)
        {
            throw tally.NeededBytes > _options.CacheBytesMax
                ? new PlatformException(FailureKind.Invalid,
                    $"The query reads more of {reads.Count} files than the local cache holds, {_options.CacheBytesMax} bytes. Select fewer columns or a shorter time range, raise {SqlOptions.SectionName}:CacheBytesMax, or query with a cluster.", exception)
                : new PlatformException(FailureKind.Unavailable, $"The local cache is full of what other queries read. Try again in a moment, or raise {SqlOptions.SectionName}:CacheBytesMax.", exception);
        }
    }

    private async Task<CachedFiles> ReadAllAsync(IReadOnlyList<FileRead> reads, bool isTight, ReadTally tally, CancellationToken cancellationToken)
    {
        var hold = new CacheHold(cache);
        try
        {
            var files = new CachedFile?[reads.Count];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.FetchesMax * 2, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(Enumerable.Range(0, reads.Count), parallel, async (index, token) => files[index] = await ReadAsync(reads[index], hold, isTight, tally, token));
            return new([.. files.OfType<CachedFile>()], tally, hold.Dispose);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <returns>Null when nothing in the file can be what is looked for.</returns>
    private async Task<CachedFile?> ReadAsync(FileRead read, CacheHold hold, bool isTight, ReadTally tally, CancellationToken cancellationToken)
    {
        var file = read.File;
        var held = hold.Add(file.Key, file.LengthBytes);
        if (isTight) cache.ResetAlone(held);
        if (file.LengthBytes <= _options.WholeFetchBytesMax || (read.ColumnIds is null && read.Condition is null))
        {
            tally.Read(file.RowGroupCount, file.RowGroupCount);
            await EnsureAsync(held, [new(0, file.LengthBytes)], file.LengthBytes, tally, cancellationToken);
            return new(file, held.ImagePath);
        }

        var footer = await ReadFooterAsync(held, read, tally, cancellationToken);
        var selection = RowGroupSelection.Of(footer, read);
        if (selection.Kept.Count == 0)
        {
            tally.Read(0, footer.RowGroups.Count);
            return null;
        }
        // With all of it at hand already, a file of its own would only be a copy.
        var isPruned = selection.IsPruned && !Holds(held, selection.AllRanges);
        tally.Read(isPruned ? selection.Kept.Count : footer.RowGroups.Count, footer.RowGroups.Count);
        var ranges = isPruned ? selection.KeptRanges : selection.AllRanges;
        await EnsureAsync(held, [.. ByteRanges.Join(ranges, _options.FetchGapBytesMax)], ByteRanges.Sum(ranges), tally, cancellationToken);
        return new(file, isPruned ? Compose(held, footer, selection, hold) : held.ImagePath);
    }

    private async Task EnsureAsync(CachedObject held, IReadOnlyList<ByteRange> ranges, long neededBytes, ReadTally tally, CancellationToken cancellationToken)
    {
        tally.Need(neededBytes);
        await reader.EnsureAsync(held, ranges, tally, cancellationToken);
    }

    private async Task<ParquetFooter> ReadFooterAsync(CachedObject held, FileRead read, ReadTally tally, CancellationToken cancellationToken)
    {
        // What is no column is the end, Bloom filters included: they are not worth a request of their own.
        var known = held.LengthBytes - read.File.ColumnBytes - "PAR1".Length;
        var guess = known is >= ParquetFooter.TrailerBytes and <= FooterBytesGuessMax ? known.Value : Math.Min(FooterBytesGuess, held.LengthBytes);
        var tail = new ByteRange(held.LengthBytes - guess, guess);
        await EnsureAsync(held, [tail], guess, tally, cancellationToken);
        if (held.Footer is { } footerBefore) return footerBefore;
        try
        {
            var length = ParquetFooter.ReadLength(ObjectImage.Read(held.ImagePath, new(held.LengthBytes - ParquetFooter.TrailerBytes, ParquetFooter.TrailerBytes)), held.LengthBytes);
            var place = new ByteRange(held.LengthBytes - ParquetFooter.TrailerBytes - length, length);
            if (place.Offset < tail.Offset) await EnsureAsync(held, [new(place.Offset, tail.Offset - place.Offset)], tail.Offset - place.Offset, tally, cancellationToken);
            var footer = ParquetFooterReader.Read(ObjectImage.Read(held.ImagePath, place), place.Offset);
            cache.Keep(held, footer);
            return footer;
        }
        catch (InvalidDataException exception)
        {
            throw new PlatformException(FailureKind.Data, $"The data file {held.Key} cannot be read: {exception.Message}", exception);
        }
    }

    private static bool Holds(CachedObject held, IReadOnlyList<ByteRange> ranges)
    {
        lock (held.Gate) return ByteRanges.Subtract(ranges, held.Present()).Count == 0 && held.Unverified(ranges).Count == 0;
    }

    private static string Compose(CachedObject held, ParquetFooter footer, RowGroupSelection selection, CacheHold hold)
    {
        var end = footer.Splice(selection.Kept);
        var path = hold.AddFile(ByteRanges.Sum(selection.KeptRanges) + end.Length);
        ObjectImage.Compose(held.ImagePath, path, selection.KeptRanges, end);
        return path;
    }
}

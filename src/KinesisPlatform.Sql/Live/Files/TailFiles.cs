using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>
/// One tail's records as workers read them: written by the first query that needs them, <c>fields</c> computed, and used by all that follow. Safe for concurrent callers.
/// </summary>
internal sealed class TailFiles(ObjectCache cache) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    // The last one is written to.
    private readonly List<LiveFile> _files = [];
    private bool _isDisposed;

    /// <param name="fields">Of the version that the records belong to; null when its table does not have the column.</param>
    /// <exception cref="PlatformException">Unavailable: there is no room for them.</exception>
    public async Task<HeldLiveRows> HoldAsync(LiveRecords records, PayloadFields? fields, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            DropGone(fields);
            return Hold(records, fields, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CacheFullException)
        {
            // Its message names files of this machine.
            throw new PlatformException(FailureKind.Unavailable,
                $"The live records could not be written to the local cache. Try again in a moment; if it stays so, raise {SqlOptions.SectionName}:CacheBytesMax, or see that the disk of {SqlOptions.SectionName}:CacheFolder has room and can be written.", exception);
        }
        finally
        {
            // Who has held on to a tail that has ended has its rows for himself.
            if (_isDisposed) Drop(_ => true);
            _turn.Release();
        }
    }

    /// <summary>Lets go of records that have left the tail, and of files that have no others; at the next call where one is being written.</summary>
    public void Sweep()
    {
        if (!_turn.Wait(0)) return;
        try { DropGone(fields: null); }
        finally { _turn.Release(); }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _isDisposed = true;
        Drop(_ => true);
        _turn.Release();
    }

    private HeldLiveRows Hold(LiveRecords records, PayloadFields? fields, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<LiveFile, List<LiveRange>>();
        try
        {
            foreach (var part in records.Parts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var place = PlaceOf(part.Segment, fields);
                if (!rows.TryGetValue(place.File, out var ranges))
                {
                    place.File.Hold();
                    rows[place.File] = ranges = [];
                }
                ranges.Add(new(place.Row + part.From, part.Count));
            }
            return new(new(rows.Keys.FirstOrDefault()?.Fields?.Members, [.. rows.Select(file => new WorkerLiveFile(file.Key.Path, [.. file.Key.Blocks], Join(file.Value)))]), [.. rows.Keys]);
        }
        catch
        {
            foreach (var file in rows.Keys) file.Release();
            throw;
        }
    }

    private LivePlace PlaceOf(TailSegment segment, PayloadFields? fields)
    {
        if (segment.Place is { } place && _files.Contains(place.File)) return place;
        segment.Place = place = Current(fields).Add(segment);
        return place;
    }

    private LiveFile Current(PayloadFields? fields)
    {
        if (_files.LastOrDefault() is { IsFull: false } last) return last;
        // Of one type as all others: what the archive had before it knew of the column sees no less for it.
        var file = new LiveFile(cache, fields ?? _files.FirstOrDefault()?.Fields);
        _files.LastOrDefault()?.Complete();
        _files.Add(file);
        return file;
    }

    // Those of another type as well: their column does not have what the table's now has.
    private void DropGone(PayloadFields? fields)
    {
        foreach (var file in _files) file.Segments.RemoveAll(segment => segment.HasLeft);
        Drop(file => file.Segments.Count == 0 || (fields is not null && !IsSame(file.Fields, fields)));
    }

    private void Drop(Predicate<LiveFile> isGone)
    {
        foreach (var file in _files.FindAll(isGone))
        {
            _files.Remove(file);
            // A query may hold it for long yet, and needs neither.
            file.Segments.Clear();
            file.Complete();
            file.Release();
        }
    }

    // Ids are never used again for another name or type.
    private static bool IsSame(PayloadFields? left, PayloadFields right) => left is not null && left.Leaves.Select(leaf => leaf.Id).SequenceEqual(right.Leaves.Select(leaf => leaf.Id));

    private static List<LiveRange> Join(List<LiveRange> ranges)
    {
        var joined = new List<LiveRange>();
        foreach (var range in ranges.OrderBy(range => range.From))
        {
            if (joined.Count > 0 && joined[^1] is var last && last.From + last.Count == range.From) joined[^1] = last with { Count = last.Count + range.Count };
            else joined.Add(range);
        }
        return joined;
    }
}

using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Catalog;

/// <summary>The tables that SQL may name: the streams there are, and those there were, as long as their archive exists. Kept for a few seconds.</summary>
internal sealed class StreamCatalog(IStreamDirectory streams, IArchiveCatalog archive, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    // An account has five ListStreams a second, for all that runs in it.
    private static readonly TimeSpan ListInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile Listing? _known;
    private long? _askedTimestamp;
    private Task<Listing>? _next;

    /// <summary>In ordinal order.</summary>
    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => ListAsync(FreshFor, cancellationToken);

    /// <summary>In ordinal order, none of those that are there by now missing. Lists at most twice a second: those who come meanwhile share the next.</summary>
    public Task<IReadOnlyList<StreamName>> ListAllByNowAsync(CancellationToken cancellationToken) => ListAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>The stream that a table name means: the exact name or, as SQL's names have no case, the only one that differs in case alone.</summary>
    /// <param name="access">What it does not let read is not there, neither for names nor in what errors list.</param>
    /// <exception cref="PlatformException">NotFound, listing the known ones. Invalid: several differ in case alone.</exception>
    public async Task<StreamName> ResolveAsync(string name, StreamAccess access, CancellationToken cancellationToken)
    {
        var known = await ListAsync(FreshFor, access, cancellationToken);
        return Find(known, name) ?? Find(known = await ListAsync(ListInterval, access, cancellationToken), name) ?? throw Unknown(name, known);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static StreamName? Find(IReadOnlyList<StreamName> known, string name)
    {
        if (StreamName.IsValid(name) && known.Contains(new(name))) return new StreamName(name);
        var alike = known.Where(stream => string.Equals(stream.Value, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (alike.Count > 1) throw new PlatformException(FailureKind.Invalid, $"\"{name}\" may mean {string.Join(" or ", alike.Select(stream => $"\"{stream}\""))}: write it exactly.");
        return alike.Count == 1 ? alike[0] : null;
    }

    private static PlatformException Unknown(string name, IReadOnlyList<StreamName> known)
    {
        const int shownMax = 50;
        var list = known.Count == 0 ? "There are no streams" : $"Known streams: {string.Join(", ", known.Take(shownMax))}{(known.Count > shownMax ? $" and {known.Count - shownMax} more" : "")}";
        return new(FailureKind.NotFound, $"There is no stream \"{name}\". {list}.");
    }

    /// <summary>Those that the caller may read, in ordinal order.</summary>
    public Task<IReadOnlyList<StreamName>> ListAsync(StreamAccess access, CancellationToken cancellationToken) => ListAsync(FreshFor, access, cancellationToken);

    private async Task<IReadOnlyList<StreamName>> ListAsync(TimeSpan freshFor, StreamAccess access, CancellationToken cancellationToken) =>
        [.. (await ListAsync(freshFor, cancellationToken)).Where(access.MayRead)];

    private async Task<IReadOnlyList<StreamName>> ListAsync(TimeSpan freshFor, CancellationToken cancellationToken)
    {
        var came = time.GetTimestamp();
        var listing = _known;
        // The one that is under way may have been asked for too early: then it is the next.
        while (listing is null || time.GetElapsedTime(listing.AskedTimestamp, came) > freshFor) listing = await Next().WaitAsync(cancellationToken);
        return listing.Names;
    }

    /// <summary>One for all who wait for it, and so is its failure: nobody's going away ends it.</summary>
    private Task<Listing> Next()
    {
        lock (_gate) return _next is { IsCompleted: false } next ? next : _next = ListOnceAsync(_stop.Token);
    }

    private async Task<Listing> ListOnceAsync(CancellationToken cancellationToken)
    {
        if (_askedTimestamp is { } last && ListInterval - time.GetElapsedTime(last) is { Ticks: > 0 } wait) await Task.Delay(wait, time, cancellationToken);
        // Judged by when it was asked for: what is made meanwhile may be missing.
        var asked = time.GetTimestamp();
        _askedTimestamp = asked;
        var live = streams.ListAsync(cancellationToken);
        var archived = await archive.ListAsync(cancellationToken);
        return _known = new(asked, [.. (await live).Union(archived).OrderBy(stream => stream.Value, StringComparer.Ordinal)]);
    }

    private sealed record Listing(long AskedTimestamp, IReadOnlyList<StreamName> Names);
}

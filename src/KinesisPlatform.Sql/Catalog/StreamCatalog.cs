using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Catalog;

/// <summary>The tables that SQL may name: the streams there are, and those there were, as long as their archive exists. Kept for a few seconds.</summary>
internal sealed class StreamCatalog(IStreamDirectory streams, IArchiveCatalog archive, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _turn = new(1);
    private (DateTimeOffset At, IReadOnlyList<StreamName> Names) _known = (DateTimeOffset.MinValue, []);

    /// <summary>In ordinal order.</summary>
    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => ListAsync(FreshFor, cancellationToken);

    /// <summary>In ordinal order, none of those that are there by now missing.</summary>
    public Task<IReadOnlyList<StreamName>> ListAllByNowAsync(CancellationToken cancellationToken) => ListAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>The stream that a table name means: the exact name or, as SQL's names have no case, the only one that differs in case alone.</summary>
    /// <param name="access">What it does not let read is not there, neither for names nor in what errors list.</param>
    /// <exception cref="PlatformException">NotFound, listing the known ones. Invalid: several differ in case alone.</exception>
    public async Task<StreamName> ResolveAsync(string name, StreamAccess access, CancellationToken cancellationToken)
    {
        var known = await ListAsync(FreshFor, access, cancellationToken);
        return Find(known, name) ?? Find(known = await ListAsync(AskedAgainAfter, access, cancellationToken), name) ?? throw Unknown(name, known);
    }

    public void Dispose() => _turn.Dispose();

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
        // Judged by when it was asked for: whoever waits here meanwhile takes the same list.
        var notBefore = time.GetUtcNow() - freshFor;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_known.At > notBefore) return _known.Names;
            var now = time.GetUtcNow();
            var live = streams.ListAsync(cancellationToken);
            var archived = await archive.ListAsync(cancellationToken);
            _known = (now, [.. (await live).Union(archived).OrderBy(stream => stream.Value, StringComparer.Ordinal)]);
            return _known.Names;
        }
        finally
        {
            _turn.Release();
        }
    }
}

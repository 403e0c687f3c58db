using System.Diagnostics.CodeAnalysis;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>A file of live records in the local cache. It goes when neither its tail nor a query holds it any more. Written by one caller at a time, held by any.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The last who holds it disposes of what it has.")]
internal sealed class LiveFile
{
    private readonly ObjectCache _cache;
    private readonly TemporaryFolder _folder;
    private readonly LiveFileWriter _writer;
    private int _holders = 1;
    private long _reservedBytes;

    /// <summary>Held by the caller.</summary>
    /// <exception cref="IOException">The local folder cannot be written.</exception>
    public LiveFile(ObjectCache cache, PayloadFields? fields)
    {
        (_cache, Fields) = (cache, fields);
        _folder = new(cache.CreatePartsFolder());
        Path = System.IO.Path.Combine(_folder.Path, "live");
        _writer = new(Path, fields, Reserve);
    }

    public string Path { get; }

    /// <summary>The type of the column <c>fields</c>; null when there is none.</summary>
    public PayloadFields? Fields { get; }

    public int RowCount => _writer.RowCount;

    public long LengthBytes => _writer.LengthBytes;

    /// <inheritdoc cref="LiveFileWriter.Blocks"/>
    public IReadOnlyList<long> Blocks => _writer.Blocks;

    /// <summary>The parts of the tail that lie in it.</summary>
    public List<TailSegment> Segments { get; } = [];

    /// <returns>Where the segment lies.</returns>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="CacheFullException">There is no room for it.</exception>
    public LivePlace Add(TailSegment segment)
    {
        var row = RowCount;
        _writer.Add(segment.Records);
        Segments.Add(segment);
        return new(this, row);
    }

    /// <summary>To be called by one who knows that somebody else holds it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _writer.Dispose();
        _folder.Dispose();
        _cache.Unreserve(null, _reservedBytes);
    }

    private void Reserve(long bytes)
    {
        _cache.Reserve(null, bytes);
        _reservedBytes += bytes;
    }
}

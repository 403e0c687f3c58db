using System.Diagnostics.CodeAnalysis;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Cache;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>A file of live records in the local cache. It goes when neither its tail nor a query holds it any more. Written by one caller at a time, held by any.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Who made it completes it, the last who holds it deletes it.")]
internal sealed class LiveFile
{
    // Another file then: only whole files go.
    private const int RowsTarget = 1 << 16;
    private const long BytesTarget = 64L << 20;

    private readonly ObjectCache _cache;
    private readonly TemporaryFolder _folder;
    // Null when nothing more is to be written.
    private LiveFileWriter? _writer;
    private int _holders = 1;
    private long _reservedBytes;

    /// <summary>Held by the caller, who completes it.</summary>
    /// <exception cref="IOException">The local folder cannot be written.</exception>
    public LiveFile(ObjectCache cache, PayloadFields? fields)
    {
        (_cache, Fields) = (cache, fields);
        _folder = new(cache.CreatePartsFolder());
        Path = System.IO.Path.Combine(_folder.Path, "live");
        try
        {
            _writer = new(Path, fields, Reserve);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
        Blocks = _writer.Blocks;
    }

    public string Path { get; }

    /// <summary>The type of the column <c>fields</c>; null when there is none.</summary>
    public PayloadFields? Fields { get; }

    /// <summary>Nothing more is to be added.</summary>
    public bool IsFull => _writer is null or { RowCount: >= RowsTarget } or { LengthBytes: >= BytesTarget };

    /// <inheritdoc cref="LiveFileWriter.Blocks"/>
    public IReadOnlyList<long> Blocks { get; }

    /// <summary>The parts of the tail that lie in it and have not left it: it must not keep what the tail no longer counts.</summary>
    public List<TailSegment> Segments { get; } = [];

    /// <returns>Where the segment lies.</returns>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="CacheFullException">There is no room for it.</exception>
    public LivePlace Add(TailSegment segment)
    {
        var row = _writer!.RowCount;
        _writer.Add(segment.Records);
        Segments.Add(segment);
        return new(this, row);
    }

    /// <summary>Lets go of what only writing needs; those who hold it read on.</summary>
    public void Complete()
    {
        _writer?.Dispose();
        _writer = null;
    }

    /// <summary>To be called by one who knows that somebody else holds it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _folder.Dispose();
        _cache.Unreserve(null, _reservedBytes);
    }

    private void Reserve(long bytes)
    {
        _cache.Reserve(null, bytes);
        _reservedBytes += bytes;
    }
}

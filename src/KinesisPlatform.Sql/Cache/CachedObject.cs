using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Parquet;

namespace KinesisPlatform.Sql.Cache;

/// <summary>What is at hand of one object: a sparse file of its length, the image, and the ranges of it that are there.</summary>
internal sealed class CachedObject
{
    private readonly Lock _indexGate = new();
    private List<CachedRange> _ranges;

    public CachedObject(string folder, string name, string key, long lengthBytes)
    {
        (Key, LengthBytes, _ranges) = (key, lengthBytes, []);
        ImagePath = Path.Combine(folder, name + ".parquet");
        IndexPath = Path.Combine(folder, name + CacheIndex.Extension);
        IsConfirmed = true;
    }

    public CachedObject(string folder, string name, CacheIndex index) : this(folder, name, index.Key, index.LengthBytes)
    {
        (ETag, IsConfirmed) = (new(index.ETag), false);
        _ranges = [.. index.Ranges.Select(range => new CachedRange(new(range[0], range[1]), (uint)range[2], IsVerified: false))];
    }

    public string Key { get; }

    public long LengthBytes { get; }

    public string ImagePath { get; }

    public string IndexPath { get; }

    /// <summary>Guards ranges and fetches.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Taken for what must come before the ranges are used: learning the ETag, and looking at what an earlier process left.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Null until something was read.</summary>
    public ETag? ETag { get; private set; }

    /// <summary>The ETag is the object's as this process found it, not only an earlier one.</summary>
    public bool IsConfirmed { get; private set; }

    public ParquetFooter? Footer { get; set; }

    /// <summary>On their way.</summary>
    public List<RangeFetch> Fetches { get; } = [];

    // Guarded by the cache's lock.
    public int Holders { get; set; }

    public long LastUse { get; set; }

    /// <summary>Of what is there and what is on its way.</summary>
    public long HeldBytes { get; set; }

    /// <summary>The ranges at hand. Under the lock.</summary>
    public List<ByteRange> Present() => _ranges.ConvertAll(range => range.Bytes);

    public List<CachedRange> Unverified(IReadOnlyList<ByteRange> needed)
    {
        lock (Gate) return _ranges.FindAll(range => !range.IsVerified && needed.Any(other => range.Bytes.Overlaps(other)));
    }

    /// <summary>Whether nothing has to be looked at before ranges are used.</summary>
    public bool IsReady(IReadOnlyList<ByteRange> needed) => ETag is not null && IsConfirmed && HasImage && Unverified(needed).Count == 0;

    /// <summary>Folders for temporary files are cleaned up by others, too.</summary>
    public bool HasImage => File.Exists(ImagePath);

    public void Confirm(ETag etag)
    {
        lock (Gate) (ETag, IsConfirmed) = (etag, true);
    }

    /// <summary>Under the lock.</summary>
    public void Add(CachedRange range)
    {
        var at = _ranges.FindIndex(other => other.Bytes.Offset > range.Bytes.Offset);
        _ranges.Insert(at < 0 ? _ranges.Count : at, range);
    }

    public void Replace(CachedRange range, CachedRange? with)
    {
        lock (Gate)
        {
            _ranges.Remove(range);
            if (with is not null) Add(with);
        }
    }

    /// <summary>Forgets everything that was read. Nobody may be reading the image.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            (ETag, IsConfirmed, Footer, _ranges) = (null, true, null, []);
            File.Delete(IndexPath);
            File.Delete(ImagePath);
        }
    }

    public void SaveIndex()
    {
        // The file's place in the order of writes is that of its content.
        lock (_indexGate)
        {
            CacheIndex index;
            lock (Gate)
            {
                if (ETag is not { } etag) return;
                index = new(Key, etag.Value, LengthBytes, [.. _ranges.Select(range => new[] { range.Bytes.Offset, range.Bytes.Length, range.Checksum })]);
            }
            index.Write(IndexPath);
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Cache;

/// <summary>
/// Which objects' images are on the local disk and how much room they take. The least recently used go first; what a query holds stays. What an earlier process left is found again. Safe
/// for concurrent callers.
/// </summary>
internal sealed class ObjectCache
{
    private const int NameChars = 32;

    private readonly SqlOptions _options;
    private readonly ILogger<ObjectCache> _logger;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CachedObject> _objects = new(StringComparer.Ordinal);
    private long _bytes;
    private long _footerBytes;
    private long _uses;

    public ObjectCache(IObjectStore store, LocalFolder folder, IOptions<SqlOptions> options, ILogger<ObjectCache> logger)
    {
        (_options, _logger) = (options.Value, logger);
        _folder = Path.Combine(folder.Path, "files", Name(store.Bucket)[..16]);
        Load();
    }

    /// <summary>Bytes kept or on their way.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>An empty folder for files of one query. Not among its temporary files: a worker may write those.</summary>
    public string CreatePartsFolder() => Directory.CreateDirectory(Path.Combine(PartsFolder, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>An object that stays until it is released.</summary>
    public CachedObject Hold(string key, long lengthBytes)
    {
        lock (_gate)
        {
            if (!_objects.TryGetValue(key, out var found) || found.LengthBytes != lengthBytes)
            {
                if (found is not null) Remove(found);
                // A name of its own each time: whoever still reads an image of before must not see another.
                _objects[key] = found = new(_folder, $"{Name(key)[..NameChars]}-{Guid.NewGuid():N}", key, lengthBytes);
            }
            HoldAgain(found);
            return found;
        }
    }

    public void HoldAgain(CachedObject held)
    {
        lock (_gate)
        {
            held.Holders++;
            held.LastUse = ++_uses;
        }
    }

    public void Release(CachedObject held)
    {
        lock (_gate)
        {
            held.Holders--;
            // Forgotten while it was held.
            if (held.Holders == 0 && _objects.GetValueOrDefault(held.Key) != held) Delete(held);
        }
        Touch(held.IndexPath);
    }

    /// <summary>Room for bytes of an object, or of a query's own file.</summary>
    /// <exception cref="CacheFullException">Even without all that may go there would be none.</exception>
    public void Reserve(CachedObject? held, long bytes)
    {
        var evicted = (Count: 0, Bytes: 0L);
        lock (_gate)
        {
            if (_bytes + bytes > _options.CacheBytesMax) evicted = Evict(bytes);
            if (_bytes + bytes > _options.CacheBytesMax) throw new CacheFullException();
            _bytes += bytes;
            if (held is not null) held.HeldBytes += bytes;
        }
        if (evicted.Count > 0) _logger.CacheEvicted(evicted.Count, evicted.Bytes);
    }

    public void Unreserve(CachedObject? held, long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            if (held is not null) held.HeldBytes -= bytes;
        }
    }

    /// <summary>Forgets what is at hand of an object that the caller alone holds; does nothing when others do.</summary>
    public void ResetAlone(CachedObject held)
    {
        lock (_gate)
        {
            if (held.Holders == 1) Reset(held);
        }
    }

    /// <summary>Forgets what is at hand of an object whose image nobody reads.</summary>
    public void Reset(CachedObject held)
    {
        lock (_gate)
        {
            DropFooter(held);
            held.Reset();
            _bytes -= held.HeldBytes;
            held.HeldBytes = 0;
        }
    }

    /// <summary>Lets go of an object that is not what it was; those who hold it keep its image until they release it.</summary>
    public void Forget(CachedObject held)
    {
        lock (_gate)
        {
            if (_objects.GetValueOrDefault(held.Key) == held) Remove(held);
        }
    }

    /// <summary>Keeps a footer in memory, as long as there is room for it.</summary>
    public void Keep(CachedObject held, Parquet.ParquetFooter footer)
    {
        lock (_gate)
        {
            DropFooter(held);
            held.Footer = footer;
            _footerBytes += footer.LengthBytes;
            if (_footerBytes <= _options.FooterBytesMax) return;
            foreach (var other in _objects.Values.Where(other => other.Footer is not null).OrderBy(other => other.LastUse).ToList())
            {
                // A half at a time: this sorts all of them.
                if (_footerBytes <= _options.FooterBytesMax / 2) break;
                DropFooter(other);
            }
        }
    }

    private string PartsFolder => Path.Combine(_folder, "parts");

    private static string Name(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void Load()
    {
        Directory.CreateDirectory(_folder);
        if (Directory.Exists(PartsFolder)) Directory.Delete(PartsFolder, recursive: true);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles($"*{CacheIndex.Extension}").OrderBy(file => file.LastWriteTimeUtc))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (CacheIndex.Read(file.FullName) is not { } index || _objects.ContainsKey(index.Key)) continue;
            var found = new CachedObject(_folder, name, index) { LastUse = ++_uses };
            if (new FileInfo(found.ImagePath) is not { Exists: true } image || image.Length != index.LengthBytes) continue;
            found.HeldBytes = ByteRanges.Sum(found.Present());
            _bytes += found.HeldBytes;
            _objects[index.Key] = found;
            known.UnionWith([found.ImagePath, found.IndexPath]);
        }
        foreach (var path in Directory.EnumerateFiles(_folder).Where(path => !known.Contains(path)).ToList()) Delete(path);
        if (_bytes > _options.CacheBytesMax) Evict(0);
    }

    // Within the lock, deletion included: a caller who needs an object again must find it gone, not see it go.
    private (int Count, long Bytes) Evict(long needed)
    {
        var (count, bytes) = (0, 0L);
        foreach (var idle in _objects.Values.Where(other => other.Holders == 0).OrderBy(other => other.LastUse).ToList())
        {
            if (_bytes + needed <= _options.CacheBytesMax) break;
            count++;
            bytes += idle.HeldBytes;
            Remove(idle);
        }
        return (count, bytes);
    }

    private void Remove(CachedObject removed)
    {
        _objects.Remove(removed.Key);
        DropFooter(removed);
        if (removed.Holders == 0) Delete(removed);
        // Its image is still read: what becomes of it is not found again.
        else Delete(removed.IndexPath);
    }

    private void Delete(CachedObject removed)
    {
        _bytes -= removed.HeldBytes;
        removed.HeldBytes = 0;
        // In this order: an image without an index is nothing.
        Delete(removed.IndexPath);
        Delete(removed.ImagePath);
    }

    private void DropFooter(CachedObject held)
    {
        if (held.Footer is not { } footer) return;
        _footerBytes -= footer.LengthBytes;
        held.Footer = null;
    }

    private void Delete(string path)
    {
        try { File.Delete(path); }
        catch (IOException exception) { _logger.CacheDeleteFailed(path, exception); }
        catch (UnauthorizedAccessException exception) { _logger.CacheDeleteFailed(path, exception); }
    }

    // The order of use, for the next process.
    private static void Touch(string path)
    {
        try { File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime); }
        catch (IOException) { /* There is none, or it is on its way out. */ }
        catch (UnauthorizedAccessException) { }
    }
}

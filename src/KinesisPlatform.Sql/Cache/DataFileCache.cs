using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Cache;

/// <summary>
/// Copies of data files on the local disk, least recently used first to go. A data file's key is unique and its content never changes, so a copy of the right
/// length is the file. Safe for concurrent callers.
/// </summary>
internal sealed class DataFileCache : IDisposable
{
    private const string PartialExtension = ".partial";

    private readonly IObjectStore _store;
    private readonly SqlOptions _options;
    private readonly ILogger<DataFileCache> _logger;
    private readonly string _folder;
    private readonly SemaphoreSlim _fetches;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private long _lengthBytes;
    private long _uses;

    public DataFileCache(IObjectStore store, LocalFolder folder, IOptions<SqlOptions> options, ILogger<DataFileCache> logger)
    {
        (_store, _options, _logger) = (store, options.Value, logger);
        _folder = Path.Combine(folder.Path, "files", Name(store.Bucket)[..16]);
        _fetches = new(_options.FetchesMax);
        Load();
    }

    /// <exception cref="PlatformException">Invalid: the files do not fit the cache. Unavailable: one could not be fetched.</exception>
    public async Task<CachedFiles> GetAsync(IReadOnlyList<DataFile> files, CancellationToken cancellationToken)
    {
        var needed = files.Sum(file => file.LengthBytes);
        if (needed > _options.CacheBytesMax)
        {
            throw new PlatformException(FailureKind.Invalid,
                $"The query reads {files.Count} files of {needed} bytes; the local cache holds {_options.CacheBytesMax}. Raise {SqlOptions.SectionName}:CacheBytesMax, or query with a cluster.");
        }
        var entries = Hold(files);
        try
        {
            var fetched = await Task.WhenAll(entries.Select(entry => FetchAsync(entry, cancellationToken)));
            Evict();
            return new([.. entries.Select(entry => entry.Path)], fetched.Sum(), () => Release(entries));
        }
        catch
        {
            Release(entries);
            throw;
        }
    }

    public void Dispose() => _fetches.Dispose();

    private static string Name(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void Load()
    {
        Directory.CreateDirectory(_folder);
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().OrderBy(file => file.LastAccessTimeUtc))
        {
            if (file.Extension == PartialExtension)
            {
                Delete(file.FullName);
                continue;
            }
            _entries[file.Name] = new("", file.FullName, file.Length) { IsFetched = true, LastUse = _uses++ };
            _lengthBytes += file.Length;
        }
        Evict();
    }

    private Entry[] Hold(IReadOnlyList<DataFile> files)
    {
        lock (_gate)
        {
            return [.. files.Select(file =>
            {
                var name = Name(file.Key) + ".parquet";
                if (!_entries.TryGetValue(name, out var entry) || entry.LengthBytes != file.LengthBytes)
                {
                    if (entry is not null) _lengthBytes -= entry.LengthBytes;
                    _entries[name] = entry = new(file.Key, Path.Combine(_folder, name), file.LengthBytes);
                    _lengthBytes += entry.LengthBytes;
                }
                entry.Key = file.Key;
                entry.Holders++;
                entry.LastUse = _uses++;
                return entry;
            })];
        }
    }

    private void Release(Entry[] entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries) entry.Holders--;
        }
        Evict();
    }

    // Each caller waits its turn for the file: of several who need it one fetches it, and should that one give up, the next does.
    private async Task<long> FetchAsync(Entry entry, CancellationToken cancellationToken)
    {
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            if (entry.IsFetched && File.Exists(entry.Path)) return 0;
            await _fetches.WaitAsync(cancellationToken);
            try
            {
                await FetchAsync(entry.Key, entry.Path, entry.LengthBytes, cancellationToken);
            }
            finally
            {
                _fetches.Release();
            }
            entry.IsFetched = true;
            return entry.LengthBytes;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private async Task FetchAsync(string key, string path, long lengthBytes, CancellationToken cancellationToken)
    {
        var partial = $"{path}.{Guid.NewGuid():N}{PartialExtension}";
        try
        {
            await _store.DownloadAsync(key, partial, lengthBytes, cancellationToken);
            File.Move(partial, path, overwrite: true);
        }
        catch (PlatformException exception) when (exception.Kind == FailureKind.NotFound)
        {
            throw new PlatformException(FailureKind.Unavailable, $"The data file {key} is gone: the snapshot it belongs to has expired. Run the query again.", exception);
        }
        catch (IOException exception)
        {
            throw new PlatformException(FailureKind.Unavailable, $"The data file {key} could not be written to the local cache. Check the free space of {SqlOptions.SectionName}:CacheFolder.", exception);
        }
        finally
        {
            Delete(partial);
        }
    }

    private void Evict()
    {
        var evicted = new List<Entry>();
        lock (_gate)
        {
            foreach (var (name, entry) in _entries.Where(pair => pair.Value.Holders == 0).OrderBy(pair => pair.Value.LastUse).ToList())
            {
                if (_lengthBytes <= _options.CacheBytesMax) break;
                _entries.Remove(name);
                _lengthBytes -= entry.LengthBytes;
                // Within the lock: a caller who needs the file again must find it gone, not see it go.
                Delete(entry.Path);
                evicted.Add(entry);
            }
        }
        if (evicted.Count > 0) _logger.CacheEvicted(evicted.Count, evicted.Sum(entry => entry.LengthBytes));
    }

    private void Delete(string path)
    {
        try { File.Delete(path); }
        catch (IOException exception) { _logger.CacheDeleteFailed(path, exception); }
        catch (UnauthorizedAccessException exception) { _logger.CacheDeleteFailed(path, exception); }
    }

    private sealed class Entry(string key, string path, long lengthBytes)
    {
        public string Key { get; set; } = key;

        public string Path { get; } = path;

        public long LengthBytes { get; } = lengthBytes;

        public SemaphoreSlim Turn { get; } = new(1);

        public bool IsFetched { get; set; }

        public int Holders { get; set; }

        public long LastUse { get; set; }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>Every bucket of this emulator.</summary>
internal sealed partial class S3Buckets
{
    private readonly ConcurrentDictionary<string, S3Bucket> _buckets = new();
    private readonly Lock _gate = new();
    private readonly IS3Storage _storage;
    private readonly TimeProvider _time;

    public S3Buckets(IS3Storage storage, LocalAwsOptions options, TimeProvider time)
    {
        _storage = storage;
        _time = time;
        foreach (var (name, createdAt, objects) in storage.Load())
        {
            var bucket = new S3Bucket(name, createdAt, storage);
            bucket.Restore(objects);
            _buckets[name] = bucket;
        }
        foreach (var name in options.Buckets) Create(name);
    }

    public IEnumerable<S3Bucket> All => _buckets.Values.OrderBy(b => b.Name, StringComparer.Ordinal);

    /// <exception cref="S3Exception">NoSuchBucket.</exception>
    public S3Bucket Get(string name) => _buckets.TryGetValue(name, out var bucket) ? bucket : throw S3Exception.NoSuchBucket(name);

    /// <returns>False when it exists already.</returns>
    /// <exception cref="S3Exception">InvalidBucketName.</exception>
    public bool Create(string name)
    {
        // The name becomes a folder's: nothing but these characters may reach the file system.
        if (!Name().IsMatch(name) || name.Contains("..", StringComparison.Ordinal) || IPAddress.TryParse(name, out _))
            throw new S3Exception("InvalidBucketName", HttpStatusCode.BadRequest, "The specified bucket is not valid.") { Details = [("BucketName", name)] };
        lock (_gate)
        {
            if (_buckets.ContainsKey(name)) return false;
            var now = _time.GetUtcNow();
            _storage.SaveBucket(name, now);
            return _buckets.TryAdd(name, new(name, now, _storage));
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Get(name).DeleteSelf();
            _buckets.TryRemove(name, out _);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Name();
}

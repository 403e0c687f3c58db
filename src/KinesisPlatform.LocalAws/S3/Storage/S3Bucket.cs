namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>The objects of one bucket. Every change checks its conditions and takes effect under one lock: that is what makes conditional writes atomic.</summary>
internal sealed class S3Bucket(string name, DateTimeOffset createdAt, IS3Storage storage)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _keys = new(KeyOrder.Instance);
    private readonly Dictionary<string, S3Object> _objects = [];
    private bool _deleted;

    public string Name => name;

    public DateTimeOffset CreatedAt => createdAt;

    public MultipartUploads Uploads { get; } = new();

    public S3Object? Find(string key)
    {
        lock (_gate) return _objects.GetValueOrDefault(key);
    }

    /// <summary>Finds an object and opens its bytes in one step, so that a change meanwhile cannot take them away.</summary>
    public (S3Object Object, ObjectContent Content)? Open(string key)
    {
        lock (_gate)
        {
            if (!_objects.TryGetValue(key, out var found)) return null;
            return (found, new([.. found.Segments.Select(s => (s.LengthBytes, storage.Open(name, s)))]));
        }
    }

    /// <summary>Puts an object in place when the conditions hold.</summary>
    public void Put(S3Object value, PutConditions conditions)
    {
        S3Object? replaced;
        lock (_gate)
        {
            ThrowIfDeleted();
            replaced = _objects.GetValueOrDefault(value.Key);
            conditions.Check(value.Key, replaced);
            storage.SaveObject(name, value);
            _objects[value.Key] = value;
            _keys.Add(value.Key);
        }
        if (replaced is not null) Discard(replaced.Segments);
    }

    /// <summary>Changes what is known of an object but not its bytes.</summary>
    public void Update(string key, Func<S3Object, S3Object> change)
    {
        lock (_gate)
        {
            if (!_objects.TryGetValue(key, out var found)) throw S3Exception.NoSuchKey(key);
            var changed = change(found);
            storage.SaveObject(name, changed);
            _objects[key] = changed;
        }
    }

    public void Delete(string key)
    {
        S3Object? removed;
        lock (_gate)
        {
            if (!_objects.TryGetValue(key, out removed)) return;
            storage.DeleteObject(name, key);
            _objects.Remove(key);
            _keys.Remove(key);
        }
        Discard(removed.Segments);
    }

    public void Discard(IEnumerable<Segment> segments)
    {
        foreach (var segment in segments) storage.Delete(name, segment);
    }

    /// <summary>Up to <paramref name="countMax"/> entries after a key: objects, and prefixes up to the first delimiter behind <paramref name="prefix"/> in place of what they begin.</summary>
    /// <param name="after">Exclusive; the empty string from the beginning.</param>
    public Listing List(string prefix, string? delimiter, string after, int countMax)
    {
        lock (_gate)
        {
            var page = new Listing();
            var next = KeyOrder.Instance.Compare(after, prefix) < 0 ? First(prefix, inclusive: true) : First(after, inclusive: false);
            while (next is not null && next.StartsWith(prefix, StringComparison.Ordinal))
            {
                if (page.Count == countMax)
                {
                    page.Truncated = true;
                    break;
                }
                var common = CommonPrefix(next, prefix, delimiter);
                page.Add(common, _objects[next]);
                next = First(page.Last, inclusive: false);
            }
            return page;
        }
    }

    /// <exception cref="S3Exception">BucketNotEmpty.</exception>
    public void DeleteSelf()
    {
        lock (_gate)
        {
            if (_objects.Count > 0)
                throw new S3Exception("BucketNotEmpty", System.Net.HttpStatusCode.Conflict, "The bucket you tried to delete is not empty") { Details = [("BucketName", name)] };
            storage.DeleteBucket(name);
            _deleted = true;
        }
    }

    public void Restore(IEnumerable<S3Object> objects)
    {
        lock (_gate)
        {
            foreach (var value in objects)
            {
                _objects[value.Key] = value;
                _keys.Add(value.Key);
            }
        }
    }

    private static string? CommonPrefix(string key, string prefix, string? delimiter)
    {
        if (string.IsNullOrEmpty(delimiter)) return null;
        var at = key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + delimiter.Length)];
    }

    private string? First(string from, bool inclusive)
    {
        foreach (var key in _keys.GetViewBetween(from, KeyOrder.AfterAll))
        {
            if (inclusive || key != from) return key;
        }
        return null;
    }

    private void ThrowIfDeleted()
    {
        if (_deleted) throw S3Exception.NoSuchBucket(name);
    }
}

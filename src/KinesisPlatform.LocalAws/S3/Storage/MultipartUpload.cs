using System.Security.Cryptography;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>An object that is being uploaded in parts. A part that comes after the upload was completed or aborted is refused, not lost.</summary>
internal sealed class MultipartUpload(string id, string key, DateTimeOffset initiated, IReadOnlyDictionary<string, string> headers)
{
    private const long PartBytesMin = 5 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, UploadedPart> _parts = [];
    private bool _ended;

    public string Id => id;

    public string Key => key;

    public DateTimeOffset Initiated => initiated;

    public IReadOnlyDictionary<string, string> Headers => headers;

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public IReadOnlyList<UploadedPart> Parts
    {
        get
        {
            lock (_gate) return [.. _parts.Values];
        }
    }

    /// <returns>The part of the same number that this one replaces.</returns>
    public UploadedPart? Add(UploadedPart part)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            var replaced = _parts.GetValueOrDefault(part.Number);
            _parts[part.Number] = part;
            return replaced;
        }
    }

    /// <summary>Makes the object of the listed parts and hands it to <paramref name="put"/>; when that throws, the upload goes on as if nothing had happened.</summary>
    /// <returns>The object, and the parts that were not listed.</returns>
    public (S3Object Object, IReadOnlyList<UploadedPart> Unused) Complete(IReadOnlyList<ListedPart> listed, DateTimeOffset now, Action<S3Object> put)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            UploadedPart[] parts = [.. listed.Select(Match)];
            if (listed.Zip(listed.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
                throw new S3Exception("InvalidPartOrder", System.Net.HttpStatusCode.BadRequest, "The list of parts was not in ascending order. The parts list must be specified in order by part number.");
            if (Array.Exists(parts[..^1], p => p.Segment.LengthBytes < PartBytesMin))
                throw new S3Exception("EntityTooSmall", System.Net.HttpStatusCode.BadRequest, "Your proposed upload is smaller than the minimum allowed size");
            var etag = $"\"{Convert.ToHexStringLower(MD5.HashData([.. parts.SelectMany(p => p.Md5)]))}-{parts.Length}\"";
            var made = new S3Object(key, [.. parts.Select(p => p.Segment)], etag, now, headers, null) { Tags = Tags };
            put(made);
            _ended = true;
            return (made, [.. _parts.Values.Except(parts)]);
        }
    }

    /// <returns>The parts to throw away.</returns>
    public IReadOnlyList<UploadedPart> Abort()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _ended = true;
            return [.. _parts.Values];
        }
    }

    private UploadedPart Match(ListedPart listed)
    {
        if (!_parts.TryGetValue(listed.Number, out var part) || part.ETag.Trim('"') != listed.ETag.Trim('"')) throw S3Exception.InvalidPart();
        return listed.Checksum is { } given && part.Checksum is { } stored && given != stored ? throw S3Exception.InvalidPart() : part;
    }

    private void ThrowIfEnded()
    {
        if (_ended) throw S3Exception.NoSuchUpload(id);
    }
}

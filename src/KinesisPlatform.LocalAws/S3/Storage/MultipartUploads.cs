using System.Collections.Concurrent;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>The uploads in parts of one bucket that are neither completed nor aborted.</summary>
internal sealed class MultipartUploads
{
    private readonly ConcurrentDictionary<string, MultipartUpload> _uploads = new();

    public IEnumerable<MultipartUpload> All => _uploads.Values.OrderBy(u => u.Key, KeyOrder.Instance).ThenBy(u => u.Id, StringComparer.Ordinal);

    public void Add(MultipartUpload upload) => _uploads[upload.Id] = upload;

    /// <exception cref="S3Exception">NoSuchUpload.</exception>
    public MultipartUpload Get(string id, string key) =>
        _uploads.TryGetValue(id, out var upload) && upload.Key == key ? upload : throw S3Exception.NoSuchUpload(id);

    public void Remove(MultipartUpload upload) => _uploads.TryRemove(upload.Id, out _);
}

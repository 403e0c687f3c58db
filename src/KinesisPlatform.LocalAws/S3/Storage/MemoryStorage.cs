using System.Collections.Concurrent;
using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>Keeps bytes in memory: nothing is left when the process ends.</summary>
internal sealed class MemoryStorage : IS3Storage
{
    private const int BufferBytes = 64 * 1024;

    private readonly ConcurrentDictionary<string, byte[]> _segments = new();
    private long _lastId;

    public async Task<Segment> WriteAsync(string bucket, IncomingBody body, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > Array.MaxLength)
                throw new S3Exception("EntityTooLarge", System.Net.HttpStatusCode.BadRequest, "An object in memory is limited to 2 GiB: set LocalAws:DataFolder, or upload in parts.");
            content.Write(buffer, 0, read);
        }
        var segment = new Segment($"{Interlocked.Increment(ref _lastId)}", content.Length);
        _segments[segment.Id] = content.ToArray();
        return segment;
    }

    public Stream Open(string bucket, Segment segment) => new MemoryStream(_segments[segment.Id], writable: false);

    public void Delete(string bucket, Segment segment) => _segments.TryRemove(segment.Id, out _);

    public void SaveBucket(string bucket, DateTimeOffset createdAt) { }

    public void DeleteBucket(string bucket) { }

    public void SaveObject(string bucket, S3Object value) { }

    public void DeleteObject(string bucket, string key) { }

    public IEnumerable<(string Bucket, DateTimeOffset CreatedAt, IReadOnlyList<S3Object> Objects)> Load() => [];

    public void Dispose() { }
}

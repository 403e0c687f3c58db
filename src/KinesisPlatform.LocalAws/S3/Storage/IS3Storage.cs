using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>Where bytes are kept, and what is remembered of buckets and objects. What is in a bucket is decided in memory, by <see cref="S3Bucket"/>.</summary>
internal interface IS3Storage : IDisposable
{
    /// <summary>Stores a body to its end; a body that turns out wrong leaves nothing.</summary>
    Task<Segment> WriteAsync(string bucket, IncomingBody body, CancellationToken cancellationToken);

    /// <summary>Opens a segment that stays readable to its end even when it is deleted meanwhile.</summary>
    Stream Open(string bucket, Segment segment);

    void Delete(string bucket, Segment segment);

    void SaveBucket(string bucket, DateTimeOffset createdAt);

    void DeleteBucket(string bucket);

    /// <summary>Replaces what is remembered of a key in one step: a reader after a crash finds the old version or the new.</summary>
    void SaveObject(string bucket, S3Object value);

    void DeleteObject(string bucket, string key);

    /// <summary>Everything remembered; called once, before anything else.</summary>
    IEnumerable<(string Bucket, DateTimeOffset CreatedAt, IReadOnlyList<S3Object> Objects)> Load();
}

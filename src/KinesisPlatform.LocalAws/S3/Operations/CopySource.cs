using System.Globalization;
using KinesisPlatform.LocalAws.S3.Bodies;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>The object that a copy reads, opened; the conditions <c>x-amz-copy-source-if-*</c> hold.</summary>
internal sealed class CopySource : IAsyncDisposable
{
    private readonly string _bucket;
    private readonly ObjectContent _content;

    private CopySource(string bucket, S3Object value, ObjectContent content)
    {
        _bucket = bucket;
        Object = value;
        _content = content;
    }

    public S3Object Object { get; }

    public static async Task<CopySource> OpenAsync(S3Request request, S3Buckets buckets)
    {
        var (bucket, key) = S3Request.ParseCopySource(request.Header("x-amz-copy-source")!);
        var (value, content) = buckets.Get(bucket).Open(key) ?? throw S3Exception.NoSuchKey(key);
        if (Holds(request, value)) return new(bucket, value, content);
        await content.DisposeAsync();
        throw S3Exception.PreconditionFailed("x-amz-copy-source-If-");
    }

    public bool IsAt(string bucket, string key) => _bucket == bucket && Object.Key == key;

    /// <summary>The bytes to copy, as a body that is hashed anew.</summary>
    public IncomingBody Body(long offset, long length, string? checksumAlgorithm) => IncomingBody.OfCopy(_content.Limit(offset, length).ReadAsync, checksumAlgorithm);

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    private static bool Holds(S3Request request, S3Object value)
    {
        bool Names(string etag) => etag == "*" || etag.Trim('"') == value.ETag.Trim('"');
        DateTimeOffset? Date(string header) =>
            DateTimeOffset.TryParse(request.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
        if (request.Header("x-amz-copy-source-if-match") is { } match && !Names(match)) return false;
        if (request.Header("x-amz-copy-source-if-none-match") is { } none && Names(none)) return false;
        if (Date("x-amz-copy-source-if-unmodified-since") is { } unmodified && value.LastModified > unmodified) return false;
        return Date("x-amz-copy-source-if-modified-since") is not { } modified || value.LastModified > modified;
    }
}

using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace KinesisPlatform.ObjectStore;

/// <summary>A bucket of S3, or of a store that speaks its protocol. Safe for concurrent callers.</summary>
/// <param name="s3">Retries 5xx, throttling and broken connections itself (the SDK's standard mode); with a custom endpoint it needs <c>ForcePathStyle</c>.</param>
public sealed class S3ObjectStore(IAmazonS3 s3, ObjectStoreOptions options, TimeProvider time) : IObjectStore
{
    private readonly S3Calls _calls = new(options, time);

    public string Bucket => options.Bucket;

    public Task<StoredObject?> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        if (range is { } r) RangeCheck.Validate(r);
        return _calls.RunAsync("GET", key, token => GetOnceAsync(key, range, null, token), cancellationToken);
    }

    public Task<StoredObject?> GetAsync(string key, ByteRange range, ETag ifMatch, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        RangeCheck.Validate(range);
        return _calls.RunAsync("GET", key, token => GetOnceAsync(key, range, ifMatch, token), cancellationToken);
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        return await _calls.RunAsync("HEAD", key, token => HeadOnceAsync(key, token), cancellationToken);
    }

    public Task<ETag?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        return _calls.RunAsync("PUT", key, token => PutOnceAsync(key, content, condition, token), cancellationToken);
    }

    public async Task<ETag> PutFileAsync(string key, string path, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        var length = new FileInfo(path).Length;
        if (length > options.PartBytes) return await new S3MultipartUpload(s3, options, _calls, key, path, length).RunAsync(cancellationToken);
        return await _calls.RunAsync("PUT", key, async token => new ETag((await s3.PutObjectAsync(Put(key, path), token)).ETag), cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, StartAfter = startAfter, ContinuationToken = next };
            var page = await _calls.RunAsync("LIST", prefix, token => s3.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
                yield return new(found.Key, found.Size ?? 0, new(found.ETag), Time(found.LastModified));
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Validate(key);
        return _calls.RunAsync("DELETE", key, token => s3.DeleteObjectAsync(new() { BucketName = Bucket, Key = key }, token), cancellationToken);
    }

    private async Task<StoredObject?> GetOnceAsync(string key, ByteRange? range, ETag? ifMatch, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = Bucket, Key = key, EtagToMatch = ifMatch?.Value };
        if (range is { } r) request.ByteRange = new Amazon.S3.Model.ByteRange(r.Offset, End(r));
        try
        {
            using var response = await s3.GetObjectAsync(request, cancellationToken);
            if (response.ContentLength > Array.MaxLength)
                throw new PlatformException(FailureKind.Invalid, $"s3://{Bucket}/{key} has {response.ContentLength} bytes, more than one buffer holds: read it in ranges.");
            var content = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(content, cancellationToken);
            // The SDK compares the object's checksum when it is asked for more than there is.
            if (range is null && await response.ResponseStream.ReadAsync(new byte[1], cancellationToken) > 0) throw new IOException("S3 sent more bytes than it announced.");
            return new(content, WholeLength(response), new(response.ETag));
        }
        catch (AmazonS3Exception e) when (S3Failure.IsMissingKey(e))
        {
            return null;
        }
        catch (AmazonS3Exception e) when (ifMatch is not null && e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            throw RangeCheck.Changed(key);
        }
        catch (AmazonS3Exception e) when (range is not null && e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw RangeCheck.BeyondEnd(key, range.Value);
        }
    }

    private async Task<ObjectInfo?> HeadOnceAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var head = await s3.GetObjectMetadataAsync(new() { BucketName = Bucket, Key = key }, cancellationToken);
            return new(key, head.ContentLength, new(head.ETag), Time(head.LastModified));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // An answer to HEAD has no body that would tell a missing key from a missing bucket.
            await RequireBucketAsync(key, cancellationToken);
            return null;
        }
    }

    private async Task RequireBucketAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await s3.HeadBucketAsync(new() { BucketName = Bucket }, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw S3Failure.MissingBucket($"HEAD s3://{Bucket}/{key}", Bucket, e);
        }
    }

    private async Task<ETag?> PutOnceAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        var request = Put(key, null);
        using var stream = Stream(content);
        request.InputStream = stream;
        request.AutoCloseStream = false;
        if (condition is PutCondition.IfAbsent) request.IfNoneMatch = "*";
        if (condition is PutCondition.IfMatch match) request.IfMatch = match.ETag.Value;
        try
        {
            return new((await s3.PutObjectAsync(request, cancellationToken)).ETag);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed || (condition is PutCondition.IfMatch && S3Failure.IsMissingKey(e)))
        {
            return null;
        }
    }

    private PutObjectRequest Put(string key, string? path)
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = key, FilePath = path };
        if (S3Encryption.Method(options) is { } method) request.ServerSideEncryptionMethod = method;
        request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
        return request;
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array)
        ? new(array.Array ?? [], array.Offset, array.Count, writable: false)
        : new(content.ToArray(), writable: false);

    private static long End(ByteRange range) => range.Length > long.MaxValue - range.Offset ? long.MaxValue : range.Offset + range.Length - 1;

    // bytes 0-99/1000
    private static long WholeLength(GetObjectResponse response) =>
        response.ContentRange is { Length: > 0 } range ? long.Parse(range.AsSpan(range.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) : response.ContentLength;

    private static DateTimeOffset Time(DateTime? time) => new(time?.ToUniversalTime() ?? DateTime.UnixEpoch);
}

using Amazon.S3;
using Amazon.S3.Model;

namespace KinesisPlatform.ObjectStore;

/// <summary>Uploads one file in parts. A failed upload is aborted, so that its parts cost nothing; a bucket rule (AbortIncompleteMultipartUpload) covers a process that dies.</summary>
internal sealed class S3MultipartUpload(IAmazonS3 s3, ObjectStoreOptions options, S3Calls calls, string key, string path, long lengthBytes)
{
    private const int PartCountMax = 10_000;

    private readonly long _partBytes = Math.Max(options.PartBytes, (lengthBytes + PartCountMax - 1) / PartCountMax);

    public async Task<ETag> RunAsync(CancellationToken cancellationToken)
    {
        var started = await calls.RunAsync("POST", key, token => s3.InitiateMultipartUploadAsync(Start(), token), cancellationToken);
        try
        {
            var parts = await UploadPartsAsync(started.UploadId, cancellationToken);
            return await calls.RunAsync("POST", key, token => CompleteAsync(started.UploadId, parts, token), cancellationToken);
        }
        catch
        {
            await AbortAsync(started.UploadId);
            throw;
        }
    }

    private InitiateMultipartUploadRequest Start()
    {
        var request = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key };
        if (S3Encryption.Method(options) is { } method) request.ServerSideEncryptionMethod = method;
        request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
        return request;
    }

    private async Task<List<PartETag>> UploadPartsAsync(string uploadId, CancellationToken cancellationToken)
    {
        var parts = new PartETag[(int)((lengthBytes + _partBytes - 1) / _partBytes)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.PartsInFlightMax, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, parts.Length, parallel, async (index, token) =>
        {
            var response = await calls.RunAsync("PUT", key, t => s3.UploadPartAsync(Part(uploadId, index), t), token);
            parts[index] = new(response) { PartNumber = index + 1 };
        });
        return [.. parts];
    }

    private UploadPartRequest Part(string uploadId, int index) => new()
    {
        BucketName = options.Bucket,
        Key = key,
        UploadId = uploadId,
        PartNumber = index + 1,
        FilePath = path,
        FilePosition = index * _partBytes,
        PartSize = Math.Min(_partBytes, lengthBytes - (index * _partBytes)),
    };

    private async Task<ETag> CompleteAsync(string uploadId, List<PartETag> parts, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = uploadId, PartETags = parts };
            return new((await s3.CompleteMultipartUploadAsync(request, cancellationToken)).ETag);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // The answer to an earlier try was lost: the upload is gone because it is complete. The key is unique, so the object is this one.
            var head = await s3.GetObjectMetadataAsync(new() { BucketName = options.Bucket, Key = key }, cancellationToken);
            if (head.ContentLength != lengthBytes || !head.ETag.EndsWith($"-{parts.Count}\"", StringComparison.Ordinal)) throw;
            return new(head.ETag);
        }
    }

    private async Task AbortAsync(string uploadId)
    {
        try
        {
            // Not the caller's token: it may be what ended the upload.
            await s3.AbortMultipartUploadAsync(new() { BucketName = options.Bucket, Key = key, UploadId = uploadId }, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonS3Exception or HttpRequestException or Amazon.Runtime.AmazonClientException or OperationCanceledException)
        {
            // The failure that led here is the one to report.
        }
    }
}

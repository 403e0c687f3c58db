using KinesisPlatform.LocalAws.S3.Bodies;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class WriteOperations(S3Buckets buckets, IS3Storage storage, TimeProvider time)
{
    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All => [new("PutObject", PutAsync)];

    private async Task PutAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var conditions = PutConditions.Of(request);
        var headers = ObjectHeaders.Of(request);
        var tags = ObjectTags.Of(request.Header("x-amz-tagging"));
        var body = IncomingBody.Of(request.Http.Request);
        var segment = await storage.WriteAsync(bucket.Name, body, request.Aborted);
        var value = new S3Object(request.Key, [segment], ObjectETag.Of(body, headers, segment), WholeSeconds.Now(time), headers, body.Computed) { Tags = tags };
        try
        {
            bucket.Put(value, conditions);
        }
        catch
        {
            bucket.Discard(value.Segments);
            throw;
        }
        var response = request.Http.Response;
        response.Headers.ETag = value.ETag;
        ObjectHeaders.AnswerEncryption(request, headers);
        if (body.Computed is not { } checksum) return;
        response.Headers[checksum.HeaderName] = checksum.Value;
        response.Headers["x-amz-checksum-type"] = "FULL_OBJECT";
    }
}

using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class CopyOperations(S3Buckets buckets, IS3Storage storage, TimeProvider time)
{
    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All => [new("CopyObject", CopyAsync)];

    private async Task CopyAsync(S3Request request)
    {
        var target = buckets.Get(request.Bucket);
        var conditions = PutConditions.Of(request);
        await using var source = await CopySource.OpenAsync(request, buckets);
        var replaces = request.Header("x-amz-metadata-directive") == "REPLACE";
        if (!replaces && source.IsAt(target.Name, request.Key))
            throw S3Exception.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        var headers = replaces ? ObjectHeaders.Of(request) : Encrypted(source.Object.Headers, request);
        var body = source.Body(0, source.Object.LengthBytes, request.Header("x-amz-checksum-algorithm") ?? source.Object.Checksum?.Algorithm);
        var segment = await storage.WriteAsync(target.Name, body, request.Aborted);
        var value = new S3Object(request.Key, [segment], ObjectETag.Of(body, headers, segment), WholeSeconds.Now(time), headers, body.Computed)
        {
            Tags = request.Header("x-amz-tagging-directive") == "REPLACE" ? ObjectTags.Of(request.Header("x-amz-tagging")) : source.Object.Tags,
        };
        try
        {
            target.Put(value, conditions);
        }
        catch
        {
            target.Discard(value.Segments);
            throw;
        }
        ObjectHeaders.AnswerEncryption(request, headers);
        await S3Xml.WriteAsync(
            request,
            "CopyObjectResult",
            new XElement("LastModified", S3Xml.Time(value.LastModified)),
            new XElement("ETag", value.ETag),
            value.Checksum is { } checksum ? new XElement($"Checksum{checksum.Algorithm}", checksum.Value) : null);
    }

    /// <summary>A copy keeps everything but the encryption, which is the request's own.</summary>
    private static Dictionary<string, string> Encrypted(IReadOnlyDictionary<string, string> headers, S3Request request)
    {
        Dictionary<string, string> copied = new(headers, StringComparer.OrdinalIgnoreCase) { [ObjectHeaders.Encryption] = request.Header(ObjectHeaders.Encryption) ?? "AES256" };
        copied.Remove(ObjectHeaders.EncryptionKey);
        if (request.Header(ObjectHeaders.EncryptionKey) is { } key) copied[ObjectHeaders.EncryptionKey] = key;
        return copied;
    }
}

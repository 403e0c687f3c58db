using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>Tags change without the object's bytes, ETag or time.</summary>
internal sealed class TaggingOperations(S3Buckets buckets)
{
    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All =>
        [new("GetObjectTagging", GetAsync), new("PutObjectTagging", PutAsync), new("DeleteObjectTagging", DeleteAsync)];

    private Task GetAsync(S3Request request)
    {
        var value = buckets.Get(request.Bucket).Find(request.Key) ?? throw S3Exception.NoSuchKey(request.Key);
        return S3Xml.WriteAsync(
            request,
            "Tagging",
            new XElement("TagSet", value.Tags.Select(t => new XElement("Tag", new XElement("Key", t.Key), new XElement("Value", t.Value)))));
    }

    private async Task PutAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var document = await S3Xml.ReadAsync(request);
        var tags = ObjectTags.Check([.. document.Descendants("Tag").Select(t => KeyValuePair.Create(t.Element("Key")?.Value ?? "", t.Element("Value")?.Value ?? ""))]);
        bucket.Update(request.Key, value => value with { Tags = tags });
    }

    private Task DeleteAsync(S3Request request)
    {
        buckets.Get(request.Bucket).Update(request.Key, value => value with { Tags = new Dictionary<string, string>() });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

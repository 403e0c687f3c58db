using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class DeleteOperations(S3Buckets buckets)
{
    private const int KeysMax = 1000;

    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All => [new("DeleteObject", DeleteAsync), new("DeleteObjects", DeleteManyAsync)];

    private Task DeleteAsync(S3Request request)
    {
        if (request.Header("If-Match") is not null) throw S3Exception.NotImplemented("If-Match on a deletion");
        buckets.Get(request.Bucket).Delete(request.Key);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task DeleteManyAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var document = await S3Xml.ReadAsync(request);
        List<string> keys = [.. document.Elements("Object").Select(o => o.Element("Key")?.Value ?? throw S3Exception.MalformedXml())];
        if (keys.Count is 0 or > KeysMax) throw S3Exception.MalformedXml();
        if (document.Elements("Object").Any(o => o.Element("ETag") is not null)) throw S3Exception.NotImplemented("An ETag in a deletion");
        foreach (var key in keys) bucket.Delete(key);
        var quiet = document.Element("Quiet")?.Value == "true";
        await S3Xml.WriteAsync(request, "DeleteResult", quiet ? [] : keys.Select(k => new XElement("Deleted", new XElement("Key", k))));
    }
}

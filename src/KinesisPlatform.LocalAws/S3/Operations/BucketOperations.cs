using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class BucketOperations(S3Buckets buckets, LocalAwsOptions options)
{
    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All =>
    [
        new("ListBuckets", ListAsync), new("CreateBucket", CreateAsync), new("HeadBucket", HeadAsync), new("DeleteBucket", DeleteAsync), new("GetBucketLocation", GetLocationAsync),
    ];

    private Task ListAsync(S3Request request) => S3Xml.WriteAsync(
        request,
        "ListAllMyBucketsResult",
        new XElement("Owner", new XElement("ID", options.AccountId), new XElement("DisplayName", options.AccountId)),
        new XElement("Buckets", buckets.All.Select(b => new XElement("Bucket", new XElement("Name", b.Name), new XElement("CreationDate", S3Xml.Time(b.CreatedAt))))));

    private Task CreateAsync(S3Request request)
    {
        // Creating one's own bucket again is no error in us-east-1, and only there.
        if (!buckets.Create(request.Bucket) && options.Region != "us-east-1")
        {
            throw new S3Exception("BucketAlreadyOwnedByYou", System.Net.HttpStatusCode.Conflict, "Your previous request to create the named bucket succeeded and you already own it.")
            {
                Details = [("BucketName", request.Bucket)],
            };
        }
        request.Http.Response.Headers.Location = $"/{request.Bucket}";
        return Task.CompletedTask;
    }

    private Task HeadAsync(S3Request request)
    {
        buckets.Get(request.Bucket);
        request.Http.Response.Headers["x-amz-bucket-region"] = options.Region;
        return Task.CompletedTask;
    }

    private Task DeleteAsync(S3Request request)
    {
        buckets.Delete(request.Bucket);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task GetLocationAsync(S3Request request)
    {
        buckets.Get(request.Bucket);
        return S3Xml.WriteAsync(request, "LocationConstraint", options.Region == "us-east-1" ? null : options.Region);
    }
}

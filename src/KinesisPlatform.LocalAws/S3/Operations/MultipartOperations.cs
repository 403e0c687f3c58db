using System.Globalization;
using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Bodies;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class MultipartOperations(S3Buckets buckets, IS3Storage storage, LocalAwsOptions options, TimeProvider time)
{
    private const int PartNumberMax = 10_000;

    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All =>
    [
        new("CreateMultipartUpload", CreateAsync), new("UploadPart", UploadPartAsync), new("UploadPartCopy", UploadPartCopyAsync),
        new("CompleteMultipartUpload", CompleteAsync), new("AbortMultipartUpload", AbortAsync), new("ListParts", ListPartsAsync), new("ListMultipartUploads", ListUploadsAsync),
    ];

    private Task CreateAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var algorithm = request.Header("x-amz-checksum-algorithm")?.ToUpperInvariant();
        if (algorithm is not null) _ = Checksum.Start(algorithm);
        var upload = new MultipartUpload(Guid.NewGuid().ToString("N"), request.Key, time.GetUtcNow(), ObjectHeaders.Of(request))
        {
            Tags = ObjectTags.Of(request.Header("x-amz-tagging")),
        };
        bucket.Uploads.Add(upload);
        ObjectHeaders.AnswerEncryption(request, upload.Headers);
        if (algorithm is not null) request.Http.Response.Headers["x-amz-checksum-algorithm"] = algorithm;
        return S3Xml.WriteAsync(
            request, "InitiateMultipartUploadResult", new XElement("Bucket", bucket.Name), new XElement("Key", request.Key), new XElement("UploadId", upload.Id));
    }

    private async Task UploadPartAsync(S3Request request)
    {
        var part = await StorePartAsync(request, IncomingBody.Of(request.Http.Request));
        request.Http.Response.Headers.ETag = part.ETag;
        if (part.Checksum is { } checksum) request.Http.Response.Headers[checksum.HeaderName] = checksum.Value;
    }

    private async Task UploadPartCopyAsync(S3Request request)
    {
        await using var source = await CopySource.OpenAsync(request, buckets);
        var length = source.Object.LengthBytes;
        var span = RequestedRange.Parse(request.Header("x-amz-copy-source-range"), length) ?? (0, length);
        var part = await StorePartAsync(request, source.Body(span.Item1, span.Item2, null));
        await S3Xml.WriteAsync(request, "CopyPartResult", new XElement("LastModified", S3Xml.Time(part.LastModified)), new XElement("ETag", part.ETag));
    }

    private async Task<UploadedPart> StorePartAsync(S3Request request, IncomingBody body)
    {
        var bucket = buckets.Get(request.Bucket);
        var number = Number(request, "partNumber", 0);
        if (number is < 1 or > PartNumberMax) throw S3Exception.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive");
        var upload = Upload(bucket, request);
        var segment = await storage.WriteAsync(bucket.Name, body, request.Aborted);
        var part = new UploadedPart(number, segment, body.Md5, WholeSeconds.Now(time), body.Computed);
        try
        {
            if (upload.Add(part) is { } replaced) bucket.Discard([replaced.Segment]);
        }
        catch
        {
            bucket.Discard([segment]);
            throw;
        }
        return part;
    }

    private async Task CompleteAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var conditions = PutConditions.Of(request);
        var upload = Upload(bucket, request);
        var listed = Listed(await S3Xml.ReadAsync(request));
        var (made, unused) = upload.Complete(listed, WholeSeconds.Now(time), value => bucket.Put(value, conditions));
        bucket.Uploads.Remove(upload);
        bucket.Discard(unused.Select(p => p.Segment));
        ObjectHeaders.AnswerEncryption(request, made.Headers);
        await S3Xml.WriteAsync(
            request,
            "CompleteMultipartUploadResult",
            new XElement("Location", $"{request.Http.Request.Scheme}://{request.Http.Request.Host}/{bucket.Name}/{Uri.EscapeDataString(made.Key)}"),
            new XElement("Bucket", bucket.Name),
            new XElement("Key", made.Key),
            new XElement("ETag", made.ETag));
    }

    private Task AbortAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var upload = Upload(bucket, request);
        bucket.Discard(upload.Abort().Select(p => p.Segment));
        bucket.Uploads.Remove(upload);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ListPartsAsync(S3Request request)
    {
        var bucket = buckets.Get(request.Bucket);
        var upload = Upload(bucket, request);
        var marker = Number(request, "part-number-marker", 0);
        var countMax = Math.Min(Number(request, "max-parts", 1000), 1000);
        List<UploadedPart> rest = [.. upload.Parts.Where(p => p.Number > marker)];
        List<UploadedPart> page = [.. rest.Take(countMax)];
        return S3Xml.WriteAsync(
            request,
            "ListPartsResult",
            [
                new XElement("Bucket", bucket.Name),
                new XElement("Key", upload.Key),
                new XElement("UploadId", upload.Id),
                new XElement("PartNumberMarker", marker),
                new XElement("NextPartNumberMarker", page.Count == 0 ? 0 : page[^1].Number),
                new XElement("MaxParts", countMax),
                new XElement("IsTruncated", rest.Count > page.Count),
                new XElement("StorageClass", "STANDARD"),
                .. page.Select(p => new XElement(
                    "Part",
                    new XElement("PartNumber", p.Number),
                    new XElement("LastModified", S3Xml.Time(p.LastModified)),
                    new XElement("ETag", p.ETag),
                    new XElement("Size", p.Segment.LengthBytes),
                    p.Checksum is { } checksum ? new XElement($"Checksum{checksum.Algorithm}", checksum.Value) : null)),
            ]);
    }

    private Task ListUploadsAsync(S3Request request)
    {
        if (request.Query("delimiter") is not null) throw S3Exception.NotImplemented("A delimiter in a listing of uploads");
        var bucket = buckets.Get(request.Bucket);
        var prefix = request.Query("prefix") ?? "";
        var marker = request.Query("key-marker") ?? "";
        var countMax = Math.Min(Number(request, "max-uploads", 1000), 1000);
        List<MultipartUpload> rest =
            [.. bucket.Uploads.All.Where(u => u.Key.StartsWith(prefix, StringComparison.Ordinal) && After(u, marker, request.Query("upload-id-marker")))];
        List<MultipartUpload> page = [.. rest.Take(countMax)];
        var last = rest.Count > page.Count ? page.LastOrDefault() : null;
        return S3Xml.WriteAsync(
            request,
            "ListMultipartUploadsResult",
            [
                new XElement("Bucket", bucket.Name),
                new XElement("KeyMarker", marker),
                new XElement("Prefix", prefix),
                new XElement("MaxUploads", countMax),
                new XElement("IsTruncated", rest.Count > page.Count),
                last is null ? null : new XElement("NextKeyMarker", last.Key),
                last is null ? null : new XElement("NextUploadIdMarker", last.Id),
                .. page.Select(u => new XElement(
                    "Upload",
                    new XElement("Key", u.Key),
                    new XElement("UploadId", u.Id),
                    new XElement("Initiator", new XElement("ID", options.AccountId)),
                    new XElement("StorageClass", "STANDARD"),
                    new XElement("Initiated", S3Xml.Time(u.Initiated)))),
            ]);
    }

    private static bool After(MultipartUpload upload, string keyMarker, string? idMarker)
    {
        var order = KeyOrder.Instance.Compare(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker is not null && string.CompareOrdinal(upload.Id, idMarker) > 0);
    }

    private static MultipartUpload Upload(S3Bucket bucket, S3Request request) => bucket.Uploads.Get(request.Query("uploadId") ?? "", request.Key);

    private static int Number(S3Request request, string parameter, int otherwise)
    {
        if (request.Query(parameter) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw S3Exception.InvalidArgument($"Provided {parameter} not an integer or within integer range");
    }

    private static List<ListedPart> Listed(XElement document)
    {
        // <CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"a54357aff0632cce46d942af68356b38"</ETag><ChecksumCRC32>...</ChecksumCRC32></Part>...
        List<ListedPart> parts = [.. document.Elements("Part").Select(part => new ListedPart(
            int.TryParse(part.Element("PartNumber")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw S3Exception.MalformedXml(),
            part.Element("ETag")?.Value ?? throw S3Exception.MalformedXml(),
            Checksum.Algorithms.Select(a => part.Element($"Checksum{a}") is { } value ? new Checksum(a, value.Value) : null).FirstOrDefault(c => c is not null)))];
        return parts.Count > 0 ? parts : throw S3Exception.MalformedXml();
    }
}

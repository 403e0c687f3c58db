using System.Globalization;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class ReadOperations(S3Buckets buckets)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Headers of an answer that a reader may set through a parameter, such as <c>response-content-type</c>.</summary>
    private static readonly string[] Overridable = ["Content-Type", "Content-Language", "Expires", "Cache-Control", "Content-Disposition", "Content-Encoding"];

    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All => [new("GetObject", GetAsync), new("HeadObject", HeadAsync)];

    private async Task GetAsync(S3Request request)
    {
        var (value, content) = buckets.Get(request.Bucket).Open(request.Key) ?? throw S3Exception.NoSuchKey(request.Key);
        await using (content)
        {
            if (Start(request, value) is not { } span) return;
            content.Limit(span.Offset, span.Length);
            var buffer = new byte[(int)Math.Min(BufferBytes, span.Length)];
            int read;
            while ((read = await content.ReadAsync(buffer, request.Aborted)) > 0) await request.Http.Response.Body.WriteAsync(buffer.AsMemory(0, read), request.Aborted);
        }
    }

    private Task HeadAsync(S3Request request)
    {
        Start(request, buckets.Get(request.Bucket).Find(request.Key) ?? throw S3Exception.NoSuchKey(request.Key));
        return Task.CompletedTask;
    }

    /// <returns>The bytes to send; null when the reader has them already (304).</returns>
    private static (long Offset, long Length)? Start(S3Request request, S3Object value)
    {
        var response = request.Http.Response;
        var changed = ReadConditions.Hold(request, value);
        response.Headers.ETag = value.ETag;
        response.Headers.LastModified = value.LastModified.ToString("R", CultureInfo.InvariantCulture);
        if (!changed)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return null;
        }
        var range = RequestedRange.Parse(request.Header("Range"), value.LengthBytes);
        response.Headers.AcceptRanges = "bytes";
        foreach (var (name, header) in value.Headers) response.Headers[name] = header;
        foreach (var name in Overridable)
        {
            if (request.Query($"response-{name.ToLowerInvariant()}") is { } given) response.Headers[name] = given;
        }
        if (value.Tags.Count > 0) response.Headers["x-amz-tagging-count"] = $"{value.Tags.Count}";
        var span = range ?? (0, value.LengthBytes);
        response.ContentLength = span.Item2;
        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {span.Item1}-{span.Item1 + span.Item2 - 1}/{value.LengthBytes}";
        }
        else if (value.Checksum is { } checksum && request.Header("x-amz-checksum-mode") is not null)
        {
            // A checksum is of the whole content: with a part of it clients would find a mismatch.
            response.Headers[checksum.HeaderName] = checksum.Value;
            response.Headers["x-amz-checksum-type"] = "FULL_OBJECT";
        }
        return span;
    }
}

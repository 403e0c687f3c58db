using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

internal sealed class ListOperations(S3Buckets buckets)
{
    private const int CountMax = 1000;

    public IEnumerable<KeyValuePair<string, Func<S3Request, Task>>> All => [new("ListObjectsV2", ListV2Async), new("ListObjects", ListV1Async)];

    private Task ListV2Async(S3Request request)
    {
        var startAfter = request.Query("start-after");
        var token = request.Query("continuation-token");
        var page = List(request, token is null ? startAfter ?? "" : FromToken(token));
        return S3Xml.WriteAsync(
            request,
            "ListBucketResult",
            [
                .. Common(request, page),
                new XElement("KeyCount", page.Count),
                token is null ? null : new XElement("ContinuationToken", token),
                page.Truncated ? new XElement("NextContinuationToken", ToToken(page.Last)) : null,
                startAfter is null ? null : new XElement("StartAfter", Encode(request, startAfter)),
            ]);
    }

    private Task ListV1Async(S3Request request)
    {
        var marker = request.Query("marker") ?? "";
        var delimiter = request.Query("delimiter");
        // A marker that is a common prefix was given as NextMarker: everything it stands for has been listed.
        var wasPrefix = !string.IsNullOrEmpty(delimiter) && marker.EndsWith(delimiter, StringComparison.Ordinal);
        var page = List(request, wasPrefix ? marker + KeyOrder.AfterAll : marker);
        return S3Xml.WriteAsync(
            request,
            "ListBucketResult",
            [
                .. Common(request, page),
                new XElement("Marker", Encode(request, marker)),
                page.Truncated && delimiter is not null ? new XElement("NextMarker", Encode(request, page.Last.TrimEnd(KeyOrder.AfterAll[0]))) : null,
            ]);
    }

    private Listing List(S3Request request, string after) =>
        buckets.Get(request.Bucket).List(request.Query("prefix") ?? "", request.Query("delimiter"), after, MaxKeys(request));

    private static IEnumerable<XElement?> Common(S3Request request, Listing page) =>
    [
        new XElement("Name", request.Bucket),
        new XElement("Prefix", Encode(request, request.Query("prefix") ?? "")),
        request.Query("delimiter") is { } delimiter ? new XElement("Delimiter", Encode(request, delimiter)) : null,
        new XElement("MaxKeys", MaxKeys(request)),
        request.Query("encoding-type") is { } encoding ? new XElement("EncodingType", encoding) : null,
        new XElement("IsTruncated", page.Truncated),
        .. page.Objects.Select(o => new XElement(
            "Contents",
            new XElement("Key", Encode(request, o.Key)),
            new XElement("LastModified", S3Xml.Time(o.LastModified)),
            new XElement("ETag", o.ETag),
            new XElement("Size", o.LengthBytes),
            new XElement("StorageClass", "STANDARD"))),
        .. page.CommonPrefixes.Select(p => new XElement("CommonPrefixes", new XElement("Prefix", Encode(request, p)))),
    ];

    private static string Encode(S3Request request, string key) =>
        request.Query("encoding-type") == "url" ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal) : key;

    private static int MaxKeys(S3Request request)
    {
        if (request.Query("max-keys") is not { } asked) return CountMax;
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) throw S3Exception.InvalidArgument("Argument max-keys must be an integer between 0 and 2147483647");
        return Math.Min(count, CountMax);
    }

    // As UTF-16: the end of a common prefix is no text that UTF-8 could carry.
    private static string ToToken(string last) => Convert.ToBase64String(MemoryMarshal.AsBytes(last.AsSpan()));

    private static string FromToken(string token)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length % sizeof(char) != 0) throw S3Exception.InvalidArgument("The continuation token provided is incorrect");
        return new(MemoryMarshal.Cast<byte, char>(bytes.AsSpan(0, length)));
    }
}

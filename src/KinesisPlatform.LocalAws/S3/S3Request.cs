using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.LocalAws.S3;

/// <summary>A request with the bucket and key it addresses, in the path (<c>/bucket/key</c>) or the host (<c>bucket.s3.us-east-1.amazonaws.com</c>, <c>bucket.localhost</c>).</summary>
internal sealed partial class S3Request
{
    private S3Request(HttpContext http, string? bucket, string? key)
    {
        Http = http;
        BucketName = bucket;
        KeyName = key;
    }

    public HttpContext Http { get; }

    public string? BucketName { get; }

    public string? KeyName { get; }

    public string Bucket => BucketName ?? throw new InvalidOperationException("The operation addresses no bucket.");

    public string Key => KeyName ?? throw new InvalidOperationException("The operation addresses no key.");

    public CancellationToken Aborted => Http.RequestAborted;

    public string? Header(string name) => Http.Request.Headers.TryGetValue(name, out var value) && value.Count > 0 ? value.ToString() : null;

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public bool HasQuery(string name) => Http.Request.Query.ContainsKey(name);

    public static S3Request Parse(HttpContext http)
    {
        // The server's own Path has dots resolved and some escapes left: a key is every byte of the target as it was sent.
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?', 2)[0];
        if (!path.StartsWith('/')) path = new Uri(target).GetComponents(UriComponents.Path | UriComponents.KeepDelimiter, UriFormat.UriEscaped);
        if (HostBucket(http.Request.Host.Host) is { } bucket) return new(http, bucket, Decode(path[1..]));
        var slash = path.IndexOf('/', 1);
        return slash < 0
            ? new(http, Decode(path[1..]), null)
            : new(http, Decode(path[1..slash]), Decode(path[(slash + 1)..]));
    }

    /// <summary>The header <c>x-amz-copy-source</c>: <c>/bucket/key</c> or <c>bucket/key</c>, percent-encoded.</summary>
    public static (string Bucket, string Key) ParseCopySource(string header)
    {
        // Some clients escape the slash between the two as well.
        var parts = Uri.UnescapeDataString(header.Split('?')[0]).TrimStart('/').Split('/', 2);
        return parts.Length == 2 && parts[0].Length > 0 && parts[1].Length > 0
            ? (parts[0], parts[1])
            : throw S3Exception.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }

    private static string? HostBucket(string host)
    {
        var match = VirtualHost().Match(host);
        return match.Success && match.Groups["bucket"].Value is var bucket and not "s3" ? bucket : null;
    }

    private static string? Decode(string escaped) => escaped.Length == 0 ? null : Uri.UnescapeDataString(escaped);

    [GeneratedRegex(@"\A(?<bucket>.+?)\.(s3[.-].*amazonaws\.com|s3\.localhost|localhost)\z")]
    private static partial Regex VirtualHost();
}

using System.Text;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>What a writer says about an object and readers get back.</summary>
internal static class ObjectHeaders
{
    public const string Encryption = "x-amz-server-side-encryption";
    public const string EncryptionKey = "x-amz-server-side-encryption-aws-kms-key-id";

    private const string UserMetadata = "x-amz-meta-";
    private const int UserMetadataBytesMax = 2048;

    private static readonly string[] Kept = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Language", "Expires", EncryptionKey];

    public static Dictionary<string, string> Of(S3Request request)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "binary/octet-stream" };
        foreach (var name in Kept)
        {
            if (request.Header(name) is { } value) headers[name] = value;
        }
        headers[Encryption] = request.Header(Encryption) ?? "AES256";
        // aws-chunked is how the body travels, not how it is stored.
        var encodings = (request.Header("Content-Encoding") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(e => e != "aws-chunked");
        if (string.Join(", ", encodings) is { Length: > 0 } encoding) headers["Content-Encoding"] = encoding;
        AddUserMetadata(request, headers);
        return headers;
    }

    /// <summary>The encryption that every answer to a write names.</summary>
    public static void AnswerEncryption(S3Request request, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var name in new[] { Encryption, EncryptionKey })
        {
            if (headers.TryGetValue(name, out var value)) request.Http.Response.Headers[name] = value;
        }
    }

    private static void AddUserMetadata(S3Request request, Dictionary<string, string> headers)
    {
        var lengthBytes = 0;
        foreach (var (name, value) in request.Http.Request.Headers)
        {
            if (!name.StartsWith(UserMetadata, StringComparison.OrdinalIgnoreCase)) continue;
            headers[name.ToLowerInvariant()] = value.ToString();
            lengthBytes += name.Length - UserMetadata.Length + Encoding.UTF8.GetByteCount(value.ToString());
        }
        if (lengthBytes > UserMetadataBytesMax)
            throw new S3Exception("MetadataTooLarge", System.Net.HttpStatusCode.BadRequest, "Your metadata headers exceed the maximum allowed metadata size");
    }
}

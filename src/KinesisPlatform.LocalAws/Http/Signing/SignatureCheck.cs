using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.LocalAws.Http.Signing;

/// <summary>Verifies Signature Version 4 of every request, in a header or a presigned address, when credentials are configured. Nothing is verified without them.</summary>
internal sealed class SignatureCheck(LocalAwsOptions options, TimeProvider time)
{
    private const int BodyBytesMax = 16 << 20;
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(15);

    /// <returns>Null if the request may go on. The body of a service that speaks AWS JSON is read then, and stays readable.</returns>
    public async Task<ServiceError?> CheckAsync(HttpContext context, ILocalService service)
    {
        if (options.AccessKeyId is not { Length: > 0 } accessKeyId || options.SecretAccessKey is not { Length: > 0 } secret) return null;
        var isRest = service.TargetPrefix is null;
        if (!SignatureFields.IsSigned(context.Request)) return SignatureRefusal.Missing(isRest);
        if (SignatureFields.Parse(context.Request) is not { } fields || !IsComplete(fields, service)) return SignatureRefusal.Malformed(isRest);
        if (fields.AccessKeyId != accessKeyId) return SignatureRefusal.UnknownKey(isRest);
        if (WrongTime(fields, isRest) is { } refusal) return refusal;
        if (await PayloadHashAsync(context, fields, isRest) is not { } payloadHash) return SignatureRefusal.TooLarge(BodyBytesMax);
        var canonical = CanonicalRequest.Of(context.Request, fields, payloadHash, escapesTwice: !isRest);
        var expected = Encoding.ASCII.GetBytes(Sign(secret, fields, canonical));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(fields.Signature)) ? null : SignatureRefusal.Mismatch(isRest);
    }

    private static bool IsComplete(SignatureFields fields, ILocalService service) =>
        fields.ScopeParts is [var date, _, var name, "aws4_request"] && name == service.SigningName && fields.Timestamp.StartsWith(date, StringComparison.Ordinal)
        && fields.SignedHeaders.Any(SignatureFields.IsHost);

    private ServiceError? WrongTime(SignatureFields fields, bool isRest)
    {
        var age = time.GetUtcNow() - fields.SignedAt;
        if (fields.ExpiresAfter is { } lifetime) return age > lifetime ? SignatureRefusal.Expired() : age < -SkewMax ? SignatureRefusal.WrongTime(isRest) : null;
        return age.Duration() > SkewMax ? SignatureRefusal.WrongTime(isRest) : null;
    }

    /// <summary>
    /// What the client put into its signature for the body. S3 compares the body with a hash in the header itself, as it reads; a body in signed chunks
    /// (<c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD</c>) has its seed signature verified here. Other services' bodies are hashed here.
    /// </summary>
    private static async Task<string?> PayloadHashAsync(HttpContext context, SignatureFields fields, bool isRest)
    {
        var header = context.Request.Headers["x-amz-content-sha256"].ToString();
        if (isRest) return header.Length > 0 ? header : UnsignedPayload;
        if (fields.IsPresigned || header == UnsignedPayload) return UnsignedPayload;
        if (context.Request.ContentLength > BodyBytesMax) return null;
        context.Request.EnableBuffering(BodyBytesMax, BodyBytesMax);
        byte[] hash;
        try
        {
            hash = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
        }
        catch (IOException)
        {
            // Longer than the buffer, though it did not announce that.
            return null;
        }
        context.Request.Body.Position = 0;
        return Convert.ToHexStringLower(hash);
    }

    private static string Sign(string secret, SignatureFields fields, string canonicalRequest)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in fields.ScopeParts) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{SignatureFields.Algorithm}\n{fields.Timestamp}\n{fields.Scope}\n{hash}")));
    }
}

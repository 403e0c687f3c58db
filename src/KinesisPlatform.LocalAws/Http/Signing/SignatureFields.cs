using System.Globalization;

namespace KinesisPlatform.LocalAws.Http.Signing;

/// <summary>
/// What a request says about its signature (AWS General Reference, "Signature Version 4"), in the header
/// <c>Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d67...</c>
/// or in the query of a presigned address as <c>X-Amz-Credential</c>, <c>X-Amz-SignedHeaders</c>, <c>X-Amz-Signature</c>.
/// </summary>
/// <param name="Scope">Such as <c>20260101/us-east-1/kinesis/aws4_request</c>.</param>
/// <param name="Timestamp">As it was sent, such as <c>20260101T000000Z</c>.</param>
/// <param name="ExpiresAfter">Of a presigned address; null for a signed header.</param>
internal sealed record SignatureFields(string AccessKeyId, string Scope, string[] SignedHeaders, string Signature, string Timestamp, TimeSpan? ExpiresAfter)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    public bool IsPresigned => ExpiresAfter is not null;

    public DateTimeOffset SignedAt => DateTimeOffset.ParseExact(Timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Date, region, service, and <c>aws4_request</c>.</summary>
    public string[] ScopeParts => Scope.Split('/');

    /// <summary>Whether a signed header is the host, which the SDK for JavaScript signs under its name in HTTP/2.</summary>
    public static bool IsHost(string header) => header == ":authority" || header.Equals("host", StringComparison.OrdinalIgnoreCase);

    public static bool IsSigned(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Query.ContainsKey("X-Amz-Signature");

    /// <returns>Null if something is missing or malformed.</returns>
    public static SignatureFields? Parse(HttpRequest request) => request.Headers.Authorization.Count > 0 ? ParseHeader(request) : ParseQuery(request.Query);

    private static SignatureFields? ParseHeader(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal)) return null;
        var fields = header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries).Select(f => f.Split('=', 2)).Where(f => f.Length == 2)
            .DistinctBy(f => f[0]).ToDictionary(f => f[0], f => f[1]);
        return Of(fields.GetValueOrDefault("Credential"), fields.GetValueOrDefault("SignedHeaders"), fields.GetValueOrDefault("Signature"), request.Headers["X-Amz-Date"], null);
    }

    private static SignatureFields? ParseQuery(IQueryCollection query) =>
        query["X-Amz-Algorithm"] == Algorithm && int.TryParse(query["X-Amz-Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Of(query["X-Amz-Credential"], query["X-Amz-SignedHeaders"], query["X-Amz-Signature"], query["X-Amz-Date"], TimeSpan.FromSeconds(seconds))
            : null;

    private static SignatureFields? Of(string? credential, string? signedHeaders, string? signature, string? timestamp, TimeSpan? expiresAfter)
    {
        if (credential?.Split('/', 2) is not [var key, var scope] || scope.Split('/').Length != 4) return null;
        if (string.IsNullOrEmpty(signedHeaders) || string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp)) return null;
        if (!DateTimeOffset.TryParseExact(timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)) return null;
        return new(key, scope, signedHeaders.Split(';'), signature, timestamp, expiresAfter);
    }
}

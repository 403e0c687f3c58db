using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace KinesisPlatform.LocalAws.S3.Bodies;

/// <summary>A request's body as it is read: decoded, counted, hashed, and at its end compared with everything that the request says about it.</summary>
internal sealed class IncomingBody
{
    private readonly Func<Memory<byte>, CancellationToken, ValueTask<int>> _read;
    private readonly AwsChunkedBody? _chunked;
    private readonly IHeaderDictionary _headers;
    private readonly CryptographicHash _md5 = new(HashAlgorithmName.MD5);
    private readonly CryptographicHash? _sha256;
    private readonly IBodyHash? _checksum;
    private readonly string? _algorithm;
    private readonly long? _lengthExpected;

    private IncomingBody(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, AwsChunkedBody? chunked, IHeaderDictionary headers, long? lengthExpected)
    {
        _read = read;
        _chunked = chunked;
        _headers = headers;
        _lengthExpected = lengthExpected;
        if (headers["x-amz-content-sha256"].ToString().Length == 64) _sha256 = new(HashAlgorithmName.SHA256);
        _algorithm = FindAlgorithm(headers);
        if (_algorithm is not null) _checksum = Checksum.Start(_algorithm);
    }

    /// <summary>Bytes read so far, decoded.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Of the whole content; set at the end.</summary>
    public byte[] Md5 { get; private set; } = [];

    /// <summary>The additional checksum that the request carries, computed here; set at the end.</summary>
    public Checksum? Computed { get; private set; }

    public static IncomingBody Of(HttpRequest request)
    {
        var headers = request.Headers;
        var chunked = headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING-", StringComparison.Ordinal)
            || headers.ContentEncoding.ToString().Contains("aws-chunked", StringComparison.Ordinal);
        if (!chunked) return new(request.Body.ReadAsync, null, headers, request.ContentLength);
        var body = new AwsChunkedBody(request.Body);
        return new(body.ReadAsync, body, headers, ParseLength(headers["x-amz-decoded-content-length"]));
    }

    /// <summary>The body of a copy: nothing is said about it but the checksum it is to get.</summary>
    public static IncomingBody OfCopy(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, string? algorithm)
    {
        var headers = new HeaderDictionary();
        if (algorithm is not null) headers["x-amz-checksum-algorithm"] = algorithm;
        return new(read, null, headers, null);
    }

    /// <returns>0 at the end, after every digest was found to match.</returns>
    /// <exception cref="S3Exception">The body is not what the request says it is.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await _read(destination, cancellationToken);
        if (read == 0)
        {
            Verify();
            return 0;
        }
        LengthBytes += read;
        var data = destination.Span[..read];
        _md5.Append(data);
        _sha256?.Append(data);
        _checksum?.Append(data);
        return read;
    }

    private static long? ParseLength(StringValues header) =>
        long.TryParse(header.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static string? FindAlgorithm(IHeaderDictionary headers)
    {
        var named = Checksum.Algorithms.Where(a => headers.ContainsKey(Checksum.NameOfHeader(a))).ToList();
        if (named.Count > 1) throw S3Exception.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        if (named.Count == 1) return named[0];
        // x-amz-trailer: x-amz-checksum-crc32
        var trailer = headers["x-amz-trailer"].ToString();
        if (Checksum.Algorithms.FirstOrDefault(a => trailer.Equals(Checksum.NameOfHeader(a), StringComparison.OrdinalIgnoreCase)) is { } announced) return announced;
        var asked = headers["x-amz-sdk-checksum-algorithm"].ToString();
        if (asked.Length == 0) asked = headers["x-amz-checksum-algorithm"].ToString();
        return asked.Length == 0 ? null : asked.ToUpperInvariant();
    }

    private void Verify()
    {
        if (_lengthExpected is { } expected && expected != LengthBytes) throw S3Exception.IncompleteBody();
        Md5 = _md5.Finish();
        VerifyMd5();
        if (_sha256 is not null && !_headers["x-amz-content-sha256"].ToString().Equals(Convert.ToHexString(_sha256.Finish()), StringComparison.OrdinalIgnoreCase))
            throw new S3Exception("XAmzContentSHA256Mismatch", System.Net.HttpStatusCode.BadRequest, "The provided 'x-amz-content-sha256' header does not match what was computed.");
        if (_checksum is not null) VerifyChecksum(new(_algorithm!, Convert.ToBase64String(_checksum.Finish())));
    }

    private void VerifyMd5()
    {
        if (_headers.ContentMD5.ToString() is not { Length: > 0 } given) return;
        var digest = new byte[16];
        if (!Convert.TryFromBase64String(given, digest, out var length) || length != digest.Length)
            throw new S3Exception("InvalidDigest", System.Net.HttpStatusCode.BadRequest, "The Content-MD5 you specified is not valid.");
        if (!digest.AsSpan().SequenceEqual(Md5)) throw S3Exception.BadDigest("Content-MD5");
    }

    private void VerifyChecksum(Checksum computed)
    {
        Computed = computed;
        string? given = null;
        if (_chunked?.Trailers.TryGetValue(computed.HeaderName, out given) is null or false) given = _headers[computed.HeaderName];
        if (given is not null && given != computed.Value) throw S3Exception.BadDigest(computed.Algorithm);
        if (given is null && _headers.ContainsKey("x-amz-trailer")) throw S3Exception.InvalidRequest("The trailer that x-amz-trailer announces did not come.");
    }
}

using System.Security.Cryptography;
using System.Text;
using KinesisPlatform.LocalAws.S3.Bodies;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>The ETag of an object written in one piece: the content's MD5, except under SSE-KMS, where it says nothing about the content (Amazon S3 API Reference, "Object").</summary>
internal static class ObjectETag
{
    public static string Of(IncomingBody body, IReadOnlyDictionary<string, string> headers, Segment segment)
    {
        var kms = headers[ObjectHeaders.Encryption].StartsWith("aws:kms", StringComparison.Ordinal);
        return $"\"{Convert.ToHexStringLower(kms ? MD5.HashData([.. body.Md5, .. Encoding.ASCII.GetBytes(segment.Id)]) : body.Md5)}\"";
    }
}

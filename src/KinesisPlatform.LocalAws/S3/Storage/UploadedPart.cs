using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

internal sealed record UploadedPart(int Number, Segment Segment, byte[] Md5, DateTimeOffset LastModified, Checksum? Checksum)
{
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(Md5)}\"";
}

using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>A part as the request that completes an upload names it.</summary>
internal sealed record ListedPart(int Number, string ETag, Checksum? Checksum);

using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>One version of an object: what HEAD tells, and where its bytes are.</summary>
/// <param name="ETag">Quotes included.</param>
/// <param name="LastModified">In whole seconds.</param>
/// <param name="Headers">What the writer said and a reader gets back: content type and its like, <c>x-amz-meta-*</c>, encryption.</param>
/// <param name="Checksum">Of the whole content; null for an object of several parts.</param>
internal sealed record S3Object(
    string Key, IReadOnlyList<Segment> Segments, string ETag, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Headers, Checksum? Checksum)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public long LengthBytes => Segments.Sum(s => s.LengthBytes);
}

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>A run of stored bytes that never changes: an object is one of them, or one per part.</summary>
/// <param name="Id">Unique in its bucket.</param>
internal sealed record Segment(string Id, long LengthBytes);

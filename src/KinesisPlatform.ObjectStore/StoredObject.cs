namespace KinesisPlatform.ObjectStore;

/// <param name="Content">The object, or the range asked for.</param>
/// <param name="LengthBytes">Of the whole object.</param>
public sealed record StoredObject(ReadOnlyMemory<byte> Content, long LengthBytes, ETag ETag);

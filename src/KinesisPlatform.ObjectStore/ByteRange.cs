namespace KinesisPlatform.ObjectStore;

/// <summary>Bytes from <paramref name="Offset"/>, <paramref name="Length"/> of them (fewer at the object's end).</summary>
public readonly record struct ByteRange(long Offset, long Length);

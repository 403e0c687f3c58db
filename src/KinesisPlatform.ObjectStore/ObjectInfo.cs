namespace KinesisPlatform.ObjectStore;

/// <param name="LengthBytes">Of the whole object.</param>
public sealed record ObjectInfo(string Key, long LengthBytes, ETag ETag, DateTimeOffset LastModified);

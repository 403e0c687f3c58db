namespace KinesisPlatform.ObjectStore;

/// <summary>When a put may take effect.</summary>
public abstract record PutCondition
{
    private PutCondition() { }

    /// <summary>Always (last writer wins).</summary>
    public sealed record None : PutCondition;

    /// <summary>Only when the key does not exist: <c>If-None-Match: *</c>.</summary>
    public sealed record IfAbsent : PutCondition;

    /// <summary>Only when the object is still this version: <c>If-Match</c>.</summary>
    public sealed record IfMatch(ETag ETag) : PutCondition;
}

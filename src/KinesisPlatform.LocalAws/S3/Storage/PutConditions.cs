namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>When a write may take effect: <c>If-None-Match: *</c> and <c>If-Match: etag</c> (Amazon S3 User Guide, "How to prevent object overwrites with conditional writes").</summary>
internal sealed record PutConditions(bool IfAbsent, string? IfMatch)
{
    public static PutConditions None { get; } = new(false, null);

    public static PutConditions Of(S3Request request)
    {
        var absent = request.Header("If-None-Match");
        if (absent is not null && absent != "*") throw S3Exception.NotImplemented("If-None-Match with an ETag on a write");
        var match = request.Header("If-Match");
        if (match == "*") throw S3Exception.NotImplemented("If-Match: * on a write");
        return new(absent is not null, match);
    }

    /// <exception cref="S3Exception">PreconditionFailed, or NoSuchKey for If-Match on a key that is gone.</exception>
    public void Check(string key, S3Object? current)
    {
        if (IfAbsent && current is not null) throw S3Exception.PreconditionFailed("If-None-Match");
        if (IfMatch is null) return;
        if (current is null) throw S3Exception.NoSuchKey(key);
        if (IfMatch.Trim('"') != current.ETag.Trim('"')) throw S3Exception.PreconditionFailed("If-Match");
    }
}

namespace KinesisPlatform;

/// <summary>What the caller of a failed operation does next.</summary>
public enum FailureKind
{
    /// <summary>The other side cannot answer now: retry with back-off.</summary>
    Unavailable,
    /// <summary>The caller asks for more than it may have now: ask again when <see cref="PlatformException.RetryAfter"/> is over.</summary>
    Throttled,
    /// <summary>Somebody else was first: reload, then decide again.</summary>
    Conflict,
    /// <summary>This worker lost its right to go on: stop it.</summary>
    Fenced,
    /// <summary>The request can never succeed as it is: answer 400, or dead-letter it.</summary>
    Invalid,
    /// <summary>What the request names does not exist: answer 404.</summary>
    NotFound,
    /// <summary>Stored data cannot be read: keep it, dead-letter it, alert.</summary>
    Data,
    /// <summary>A bug here.</summary>
    Internal,
}

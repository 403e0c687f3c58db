namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>The headers that this client sends (Trino's documentation, "Trino client REST API").</summary>
internal static class TrinoHeaders
{
    public const string User = "X-Trino-User";
    public const string Source = "X-Trino-Source";
    public const string Catalog = "X-Trino-Catalog";
    public const string Schema = "X-Trino-Schema";
    public const string TimeZone = "X-Trino-Time-Zone";
    public const string Language = "X-Trino-Language";
    public const string TraceToken = "X-Trino-Trace-Token";
    public const string ClientTags = "X-Trino-Client-Tags";
    public const string ClientInfo = "X-Trino-Client-Info";

    /// <summary>Without <c>PARAMETRIC_DATETIME</c> Trino cuts times to milliseconds.</summary>
    public const string ClientCapabilities = "X-Trino-Client-Capabilities";

    /// <summary>Name and statement, each URL-encoded: <c>q=select+%3F</c>.</summary>
    public const string PreparedStatement = "X-Trino-Prepared-Statement";
}

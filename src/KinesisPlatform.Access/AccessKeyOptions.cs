namespace KinesisPlatform.Access;

/// <summary>One API key. The command <c>create-key</c> makes one.</summary>
public sealed class AccessKeyOptions
{
    /// <summary>1-63 of <c>a-z</c>, <c>0-9</c> and <c>-</c>; the user name where there is one.</summary>
    public string Id { get; set; } = "";

    /// <summary>Of the token: <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, as PostgreSQL stores it (RFC 5803).</summary>
    public string Verifier { get; set; } = "";

    /// <summary>What it may read. A stream that none matches does not exist for it; all that match hold together.</summary>
    public IList<StreamGrantOptions> Streams { get; } = [];

    /// <summary>Names or patterns of the streams that it may put replayed records onto; none: it may not replay.</summary>
    public IList<string> ReplayTo { get; } = [];

    /// <summary>Names of the external query engines that it may use (<c>trino</c>, <c>drill</c>), by the query gateway; none: only the service's own.</summary>
    public IList<string> Engines { get; } = [];

    /// <summary>May change streams' settings, and see and stop what other keys started.</summary>
    public bool MayAdminister { get; set; }
}

using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Postgres;

/// <summary>The endpoint that speaks PostgreSQL's protocol.</summary>
public sealed class PostgresOptions
{
    public const string SectionName = "Postgres";

    public bool Enabled { get; set; } = true;

    /// <summary>0 for any free port.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 5433;

    /// <summary>An IP address to listen on, or <c>localhost</c> for this machine's loopback addresses. Without API keys no other than a loopback address is taken.</summary>
    public string Address { get; set; } = "localhost";

    /// <summary>A PKCS #12 file with the certificate and key for TLS; null: clients that ask for TLS are told that there is none.</summary>
    public string? CertificatePath { get; set; }

    public string? CertificatePassword { get; set; }

    /// <summary>Refuses clients that do not ask for TLS. Needs <see cref="CertificatePath"/>.</summary>
    public bool RequireTls { get; set; }

    /// <summary>Clients connected at once; more are refused. Each costs about 50 kB.</summary>
    [Range(1, 100_000)]
    public int ConnectionsMax { get; set; } = 100;

    /// <summary>One message of a client: a statement, or a statement's parameters.</summary>
    [Range(64 << 10, 1 << 30)]
    public int MessageBytesMax { get; set; } = 16 << 20;

    /// <summary>Prepared statements of one connection, and as many open portals.</summary>
    [Range(1, 1_000_000)]
    public int StatementsMax { get; set; } = 1_000;

    /// <summary>From the connection's begin to its authentication's end.</summary>
    public TimeSpan AuthenticationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A client that takes nothing for so long while rows wait for it is cut off, and its query's worker freed.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that sends nothing for so long while nothing runs is closed.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);
}

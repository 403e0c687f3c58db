using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>A gateway with TLS and API keys: <c>all</c> reads everything, <c>few</c> only streams named web-*.</summary>
public sealed class PostgresKeysHost : GatewayHost
{
    private readonly string _certificate = Path.Combine(Path.GetTempPath(), $"gateway-tests-{Guid.NewGuid():N}.p12");
    private readonly AccessToken _all = AccessToken.Create("all");
    private readonly AccessToken _few = AccessToken.Create("few");

    public string All => _all.Text;

    public string Few => _few.Text;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Access:Keys:0:Id", "all"), new("Access:Keys:0:Verifier", ScramVerifier.Create(All).ToString()), new("Access:Keys:0:Streams:0:Name", "*"),
        new("Access:Keys:1:Id", "few"), new("Access:Keys:1:Verifier", ScramVerifier.Create(Few).ToString()), new("Access:Keys:1:Streams:0:Name", "web-*"),
        new("Postgres:ConnectionsMax", "3"), new("Postgres:CertificatePath", _certificate), new("Postgres:CertificatePassword", "test"),
    ];

    public override async Task InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(_certificate, certificate.Export(X509ContentType.Pkcs12, "test"));
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_certificate);
    }
}

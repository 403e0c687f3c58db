using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>A gateway with TLS and API keys: <c>all</c> reads everything, <c>few</c> only streams named web-*, <c>part</c> of flights one key's records, their payloads masked.</summary>
public class PostgresKeysHost : GatewayHost
{
    private readonly string _certificate = Path.Combine(Path.GetTempPath(), $"gateway-tests-{Guid.NewGuid():N}.p12");
    private readonly AccessToken _all = AccessToken.Create("all");
    private readonly AccessToken _few = AccessToken.Create("few");
    private readonly AccessToken _part = AccessToken.Create("part");

    public string All => _all.Text;

    public string Few => _few.Text;

    public string Part => _part.Text;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Access:Keys:0:Id", "all"), new("Access:Keys:0:Verifier", ScramVerifier.Create(All).ToString()), new("Access:Keys:0:Streams:0:Name", "*"),
        new("Access:Keys:1:Id", "few"), new("Access:Keys:1:Verifier", ScramVerifier.Create(Few).ToString()), new("Access:Keys:1:Streams:0:Name", "web-*"),
        new("Access:Keys:2:Id", "part"), new("Access:Keys:2:Verifier", ScramVerifier.Create(Part).ToString()),
        new("Access:Keys:2:Streams:0:Name", "flights"), new("Access:Keys:2:Streams:0:Where", "partition_key = 'key1'"), new("Access:Keys:2:Streams:0:Masks:shard_id", "'hidden'"),
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

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>A certificate of 127.0.0.1 that signs itself, made for one run; its files go with it.</summary>
internal sealed class LoopbackCertificate : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kinesisplatform-tls-");
    private readonly X509Certificate2 _certificate;

    public LoopbackCertificate()
    {
        // What AWS' own hosts use, and what their handshakes cost: RSA of 2048 bits.
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now - Validity, now + Validity);
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    /// <summary>Whether it is this very certificate: nothing else is trusted.</summary>
    public bool IsSame(X509Certificate? other) => other is not null && other.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawData);

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }
}

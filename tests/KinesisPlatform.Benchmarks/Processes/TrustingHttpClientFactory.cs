using System.Net;
using Amazon.Runtime;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>HTTP clients as the SDK makes them, which trust one certificate besides.</summary>
/// <param name="certificate">Null for plain HTTP.</param>
internal sealed class TrustingHttpClientFactory(LoopbackCertificate? certificate) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        if (certificate is not null) handler.ServerCertificateCustomValidationCallback = (_, presented, _, _) => certificate.IsSame(presented);
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override string GetConfigUniqueString(IClientConfig clientConfig) => certificate is null ? "plain" : "tls";
}

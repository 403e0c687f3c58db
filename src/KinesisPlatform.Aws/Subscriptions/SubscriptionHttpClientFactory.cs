using System.Net;
using Amazon.Runtime;

namespace KinesisPlatform.Aws.Subscriptions;

/// <summary>HTTP clients for answers that last for minutes, many at once: as many connections as the streams need, and dead ones noticed.</summary>
internal sealed class SubscriptionHttpClientFactory : HttpClientFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            // One connection carries about a hundred subscriptions; the next would wait for one of them to end.
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        // Only the headers would be timed, and the subscription times these itself.
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

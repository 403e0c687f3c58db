using Amazon.ElasticMapReduce;
using KinesisPlatform.Aws;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>
/// EMR for what may not happen twice: RunJobFlow and AddJobFlowSteps know no client token, so a request whose answer is lost must not be sent again. This client sends every request once.
/// </summary>
/// <remarks>No retries alone are not enough: the SDK takes a connection that is cut before the answer for one that was stale, and sends the request up to ten times more. The HTTP handler below
/// it repeats a request only when none of its body was sent.</remarks>
internal sealed class OnceOnlyEmr(AwsConnection connection, IOptions<ProvisionerOptions> options) : IDisposable
{
    public IAmazonElasticMapReduce Client { get; } = new AmazonElasticMapReduceClient(connection.Credentials,
        connection.Apply(new AmazonElasticMapReduceConfig { MaxErrorRetry = 0, MaxStaleConnectionRetries = 0, Timeout = options.Value.RequestTimeout }, "EMR"));

    public void Dispose() => (Client as IDisposable)?.Dispose();
}

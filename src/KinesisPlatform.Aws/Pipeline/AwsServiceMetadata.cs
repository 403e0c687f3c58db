using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

internal sealed class AwsServiceMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(0);
}

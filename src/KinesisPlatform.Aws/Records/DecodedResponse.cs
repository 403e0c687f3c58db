using Amazon.Runtime;

namespace KinesisPlatform.Aws.Records;

/// <summary>Carries a decoded answer through the SDK's pipeline.</summary>
internal sealed class DecodedResponse<T> : AmazonWebServiceResponse where T : class
{
    public T Value { get; init; } = null!;
}

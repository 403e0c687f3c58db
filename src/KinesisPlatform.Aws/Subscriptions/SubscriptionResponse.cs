using Amazon.Runtime;

namespace KinesisPlatform.Aws.Subscriptions;

/// <summary>Carries the open body of an answer through the SDK's pipeline.</summary>
internal sealed class SubscriptionResponse : AmazonWebServiceResponse
{
    public Stream Body { get; init; } = Stream.Null;
}

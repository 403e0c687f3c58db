using Amazon.Kinesis;

namespace KinesisPlatform.TestKit;

/// <summary>A registered consumer of a stream of <see cref="FakeKinesis"/>, and when it last subscribed to which shard.</summary>
internal sealed class FakeConsumer(string stream, string name, string arn, DateTimeOffset createdAt, DateTimeOffset activeAt)
{
    public string Stream => stream;
    public string Name => name;
    public string Arn => arn;
    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>By shard: when the last subscription began, and its number.</summary>
    public Dictionary<string, (DateTimeOffset At, int Number)> Subscriptions { get; } = [];

    public ConsumerStatus StatusAt(DateTimeOffset now) => now < activeAt ? ConsumerStatus.CREATING : ConsumerStatus.ACTIVE;
}

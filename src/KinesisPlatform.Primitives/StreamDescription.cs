namespace KinesisPlatform;

/// <summary>A stream as Kinesis describes it now.</summary>
/// <param name="CreatedAt">With the name, the stream's incarnation: a stream deleted and created again has another.</param>
/// <param name="Shards">Every shard the stream still lists, closed ones too, ordered by id.</param>
public sealed record StreamDescription(
    StreamName Name, string Arn, DateTimeOffset CreatedAt, string Status, TimeSpan Retention, IReadOnlyList<ShardDescription> Shards);

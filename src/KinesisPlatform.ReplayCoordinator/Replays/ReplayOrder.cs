using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Which records stay in their order.</summary>
internal enum ReplayOrder
{
    /// <summary>Those of one partition key (the one they are put with).</summary>
    [JsonStringEnumMemberName("perKey")]
    PerKey,

    /// <summary>
    /// Those of one source shard: one request under way for each, holding one record or one aggregate. Where a target is resharded while aggregates are put onto it, readers that drop what a shard
    /// does not hold, as the Kinesis Client Library's do, get an aggregate's records of some keys later than those of others: of each key they stay in order.
    /// </summary>
    [JsonStringEnumMemberName("perShard")]
    PerShard,

    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Which records stay in their order.</summary>
internal enum ReplayOrder
{
    /// <summary>Those of one partition key (the one they are put with).</summary>
    [JsonStringEnumMemberName("perKey")]
    PerKey,

    /// <summary>Those of one source shard: one request under way for each, holding one record or one aggregate.</summary>
    [JsonStringEnumMemberName("perShard")]
    PerShard,

    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

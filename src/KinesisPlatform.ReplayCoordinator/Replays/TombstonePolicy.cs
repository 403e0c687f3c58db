using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What becomes of records whose payload is empty or JSON <c>null</c>.</summary>
internal enum TombstonePolicy
{
    /// <summary>They are replayed, wrapped as every payload that is no JSON object.</summary>
    [JsonStringEnumMemberName("replay")]
    Replay,

    /// <summary>They are left out, once the last record per key is decided: a key that was deleted last is not there at all. For a target that starts empty.</summary>
    [JsonStringEnumMemberName("drop")]
    Drop,
}
